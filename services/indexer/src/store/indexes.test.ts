import { afterAll, beforeAll, expect, test } from 'vitest';
import { readListRequest } from '../api/resource/request.ts';
import { listStatement } from '../api/resource/statement.ts';
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

test('what leaves few rows of many is looked up by an index', async () => {
  const account = `0x${'ab'.repeat(20)}`;
  const hash = `0x${'ab'.repeat(32)}`;
  const lookups = {
    jobs: {
      buyer: account,
      provider: account,
      environment: hash,
      algorithm: '7',
      dataset: '7',
      state: 'open',
      outcome: 'expired',
    },
    payments: { account, jobId: hash, assetId: '7' },
    assets: { owner: account, provider: account },
    logs: { topic1: hash, topic2: hash, transactionHash: hash, event: 'jobs.JobOrdered' },
    ratings: { provider: account, buyer: account, jobId: hash },
    votes: { voter: account, proposalId: '7' },
    disputes: { jobId: hash },
  } as const;
  for (const [name, filters] of Object.entries(lookups)) {
    for (const [filter, value] of Object.entries(filters)) {
      const plan = await planOf(name as keyof typeof lookups, { [filter]: value });
      const column = filter.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const partial = /jobs_ended_rarely/.test(plan);
      expect(
        partial || new RegExp(`Index Cond: .*${column}`).test(plan),
        `${name} by ${filter}\n${plan}`,
      ).toBe(true);
    }
  }
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
