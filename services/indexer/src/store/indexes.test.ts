import { Address } from '@atoll/schemas/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readListRequest } from '../api/resource/request.ts';
import { listStatement } from '../api/resource/statement.ts';
import { columnName, type Resource } from '../api/resource/compiled.ts';
import { isVocabulary } from '../api/resource/conditions.ts';
import { allResources } from '../api/resources/all.ts';
import { notOfJobs } from './indexes.ts';
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

async function planOf(name: keyof typeof allResources, parameters: Record<string, string>): Promise<string> {
  const resource = allResources[name];
  const asked = new Map(Object.entries(parameters).map(([key, value]) => [key, [value]]));
  const { text, values } = listStatement(resource, readListRequest(resource, asked, chain), undefined, chain);
  const rows = await api.writer.unsafe<{ 'QUERY PLAN': string }[]>(`explain (costs off) ${text}`, [
    ...values,
  ]);
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

/** What has few values in the whole table is filtered on the way; and the tables that governance alone fills have few rows. */
const filteredOnTheWay = new Set([
  'token',
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

test('logs of the contract that has nearly all of them are not looked for among the others, however it is spelt', () => {
  const jobs = Address.parse(`0x${'ab'.repeat(20)}`);
  const own = { ...chain, contracts: { ...chain.contracts, jobs } };
  const textFor = (...addresses: string[]) => {
    const request = readListRequest(allResources.logs, new Map([['address', addresses]]), own);
    return listStatement(allResources.logs, request, undefined, own).text;
  };
  const other = `0x${'cd'.repeat(20)}`;
  const asked = [[jobs], [`0x${'AB'.repeat(20)}`], [other, jobs], [other]];
  expect(asked.map((addresses) => textFor(...addresses).includes(notOfJobs('t.event')))).toEqual([
    ...[false, false, false],
    true,
  ]);
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
