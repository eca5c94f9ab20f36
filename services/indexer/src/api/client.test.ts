import { createLogger } from '@atoll/server-kit/logger';
import { serve } from '@atoll/server-kit/serve';
import { ProblemReceived } from '@atoll/sdk/errors';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { queryGraphQL } from '@atoll/sdk/indexer/query-graphql';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { account, hash32, openTestApi, type TestApi } from '../testing/api-rows.ts';
import { allResources } from './resources/all.ts';

const count = 60;
let api: TestApi;
let close: () => Promise<void>;
let url = '';
beforeAll(async () => {
  api = await openTestApi(count);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const server = await serve({ app: api.app, port: 0, host: '127.0.0.1', logger });
  url = server.url;
  close = async () => {
    await server.close();
    await api.close();
  };
}, 60_000);
afterAll(() => close());

test('the client reads every resource of the service', async () => {
  const client: Record<string, { list: () => Promise<{ items: unknown[] }> }> = { ...openIndexer({ url }) };
  for (const name of Object.keys(allResources)) {
    const page = await client[name]?.list();
    expect(page?.items.length, name).toBe(20);
  }
});

test('filters, includes and pages are typed, and mean what the service means', async () => {
  const indexer = openIndexer({ url, chain: 'eip155:31337' });
  const { items, next } = await indexer.jobs.list({
    buyer: [account(1), account(2)],
    state: 'ended',
    orderedBlockFrom: 100,
    sort: '-ordered',
    limit: 2,
    include: ['payments'],
  });
  const [first] = items;
  expectTypeOf(first?.payments[0]?.amount).toEqualTypeOf<string | undefined>();
  // @ts-expect-error what was not included is not there
  expect(first?.order).toBeUndefined();
  expect(first).toMatchObject({ state: 'ended', payments: [{ amount: expect.any(String) as string }] });
  expect(next).toBeDefined();
  // @ts-expect-error no such sort
  await expect(indexer.jobs.list({ sort: 'price' })).rejects.toMatchObject({ code: 'malformed_request' });
});

test('everything is read page by page, once', async () => {
  const seen = new Set<string>();
  for await (const payment of openIndexer({ url }).payments.every({ limit: 7 })) {
    seen.add(`${payment.blockNumber} ${payment.logIndex} ${payment.position}`);
  }
  expect(seen.size).toBe(count);
});

test('single items, problems, files and queries come as what they are', async () => {
  const indexer = openIndexer({ url });
  const job = await indexer.jobs.get([hash32(5)], { include: ['states'] });
  expect(job.order.maxSeconds).toBe(60);
  expect(job.states?.length).toBeGreaterThan(0);
  const asset = await indexer.assets.get([7n]);
  expect(asset.document).toBeDefined();
  await expect(indexer.assets.get([999n])).rejects.toThrow(ProblemReceived);
  const file = await new Response(await indexer.votes.export('csv', { voter: account(1) })).text();
  expect(file.split('\r\n')[1]).toContain(account(1));
  const rate = { contract: 'jobs', name: 'feeRate', subject: '' };
  await api.writer`
    insert into parameters (contract, name, subject, value, changed_at, changed_block, changed_log)
    values (${rate.contract}, ${rate.name}, ${rate.subject}, '250', 5, 5, 5)`;
  expect(await indexer.parameters.get(['jobs', 'feeRate', ''])).toMatchObject({ ...rate, value: 250 });
  const [other] = (await indexer.parameters.list({ limit: 1, sort: '-name' })).items;
  const { contract = '', name = '', subject = '' } = other ?? {};
  expect(await indexer.parameters.get([contract, name, subject])).toMatchObject({ contract, name, subject });
  const data = await queryGraphQL(
    { url },
    'query ($id: String!) { job(jobId: $id) { state } }',
    { id: hash32(5) },
    z.object({ job: z.object({ state: z.string() }) }),
  );
  expect(data.job.state).toBe(job.state);
});

test('the API alone tells how to show an amount', async () => {
  const indexer = openIndexer({ url });
  const [job] = (await indexer.jobs.list({ limit: 1 })).items;
  const { items } = await indexer.tokens.list({ token: job?.token ?? '' });
  expect(items).toEqual([{ token: job?.token, symbol: expect.any(String) as string, decimals: 4 }]);
  expect(await indexer.tokens.get([job?.token ?? ''])).toEqual(items[0]);
});
