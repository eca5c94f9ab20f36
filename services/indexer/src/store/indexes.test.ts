import { afterAll, beforeAll, expect, test } from 'vitest';
import { readListRequest } from '../api/resource/request.ts';
import { listStatement } from '../api/resource/statement.ts';
import { columnName, type Resource } from '../api/resource/compiled.ts';
import { isVocabulary } from '../api/resource/conditions.ts';
import { allResources } from '../api/resources/all.ts';
import { openTestApi, type TestApi } from '../testing/api-rows.ts';
import { someContracts } from '../testing/some-contracts.ts';

const chain = { chainId: 31337, contracts: someContracts() };
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(60);
  await api.writer`analyze`;
  await api.writer`set enable_seqscan = off`;
  await api.writer`set enable_sort = off`;
}, 60_000);
afterAll(() => api.close());

async function planOf(
  name: keyof typeof allResources,
  parameters: Record<string, string>,
  sql: Pick<TestApi['writer'], 'unsafe'> = api.writer,
): Promise<string> {
  const resource = allResources[name];
  const asked = new Map(Object.entries(parameters).map(([key, value]) => [key, [value]]));
  const { text, values } = listStatement(resource, readListRequest(resource, asked, chain), undefined, chain);
  const rows = await sql.unsafe<{ 'QUERY PLAN': string }[]>(`explain (costs off) ${text}`, [...values]);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

for (const [name, { shape }] of Object.entries(allResources)) {
  test(`${name}: every order comes from an index`, async () => {
    for (const sort of shape.sorts) {
      const plan = await planOf(name as keyof typeof allResources, { sort: `-${sort}` });
      // Nothing is sorted, not even a page's few items: they are put together in the order in which they come.
      expect(plan).not.toMatch(/->  (Incremental )?Sort$/m);
      expect(plan).toMatch(/Index (Only )?Scan/);
    }
  });
}

/** A value for any filter that is no word of a vocabulary. */
const samples = [`0x${'ab'.repeat(20)}`, `0x${'ab'.repeat(32)}`, '7', 'jobs.JobOrdered'];

/** What has few values in the whole table is filtered on the way, and so are the few rows that governance makes; logs of a contract, see below. */
const filteredOnTheWay = new Set([
  'token',
  'logs address',
  // Half of all logs have one: an index takes a fifth of what all those of logs take.
  'logs topic3',
  'parameters name',
  'parameters subject',
  'parameter_changes name',
  'parameter_changes contract',
]);

/** Whether a plan looks rows up by a column. */
const looksUp = (plan: string, column: string) => new RegExp(`Index Cond: .*\\b${column}\\b`).test(plan);

for (const [name, resource] of Object.entries<Resource>(allResources)) {
  test(`${name}: every filter that leaves few rows of many has an index`, async () => {
    for (const [filter, { kind, ...rest }] of Object.entries(resource.shape.filters)) {
      if (kind !== 'equal' || isVocabulary(resource, filter)) continue;
      if (filteredOnTheWay.has(filter) || filteredOnTheWay.has(`${resource.table} ${filter}`)) continue;
      const value = samples.find((each) => 'value' in rest && rest.value.safeParse(each).success);
      const plan = await planOf(name as keyof typeof allResources, { [filter]: value ?? '' });
      expect(looksUp(plan, columnName(filter)), `${name} by ${filter}\n${plan}`).toBe(true);
    }
  });
}

test('logs of a contract are looked up by its events, and by those of no event', async () => {
  const plans = await api.writer.begin(async (sql) => {
    await sql`set local enable_sort = on`;
    await sql`set local enable_indexscan = off`;
    const addresses = [chain.contracts.ratings, `0x${'ab'.repeat(20)}`];
    return Promise.all(addresses.map((address) => planOf('logs', { address }, sql)));
  });
  expect(plans[0]).toMatch(/Index Cond: \(event = 'ratings\.Rated'/);
  expect(plans[0]).not.toContain('shareToken.');
  expect(plans[1]).toMatch(/Index Cond: \(event = ANY .*shareToken\.Transfer/);
  for (const plan of plans) expect(plan).toContain('event IS NULL');
});

test('the largest credits in a token come from one index', async () => {
  const plan = await planOf('balances', {
    token: `0x${'ab'.repeat(20)}`,
    balanceFrom: '1',
    sort: '-balance',
  });
  expect(plan).toMatch(/balances_by_balance/);
  expect(plan).toMatch(/Index Cond: \(?\(?token = .*credited - withdrawn/);
});

test('the rare states and ends of jobs are looked up by an index', async () => {
  expect(looksUp(await planOf('jobs', { state: 'open' }), 'state')).toBe(true);
  expect(await planOf('jobs', { outcome: 'expired' })).toMatch(/jobs_ended_rarely/);
});

test('the states of jobs are the same read part by part as through their view', async () => {
  const [view] = await api.writer<{ rows: string[] }[]>`
    select array_agg(s::text order by s::text) as rows from job_states as s`;
  const parts = (allResources.jobStates.binding.branches ?? [])
    .map((branch) => `(${branch})`)
    .join(' union all ');
  const [read] = await api.writer.unsafe<{ rows: string[] }[]>(
    `select array_agg(s::text order by s::text) as rows from (${parts}) as s`,
  );
  expect(read?.rows).toEqual(view?.rows);
});
