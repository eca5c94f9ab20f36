import { Address } from '@atoll/schemas/ids';
import { createLogger } from '@atoll/server-kit/logger';
import { serve } from '@atoll/server-kit/serve';
import { ProblemReceived } from '@atoll/sdk/errors';
import { getItem } from '@atoll/sdk/indexer/get-item';
import { keepAnswers } from '@atoll/sdk/indexer/keep-answers';
import { listClaimableDividends } from '@atoll/sdk/indexer/list-claimable-dividends';
import { listReputations } from '@atoll/sdk/indexer/list-reputations';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { queryGraphQL } from '@atoll/sdk/indexer/query-graphql';
import { readRewardTree } from '@atoll/sdk/indexer/read-reward-tree';
import { readStanding } from '@atoll/sdk/indexer/read-standing';
import { withBlock } from '@atoll/sdk/indexer/with-block';
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

test('a search is ranked, best first, and a file is not', async () => {
  const indexer = openIndexer({ url });
  const { items } = await indexer.assets.list({ q: 'number7 or kelp', sort: '-relevance', limit: 1 });
  expect(items.map(({ tokenId }) => tokenId)).toEqual(['7']);
  // @ts-expect-error the best come first alone
  await expect(indexer.assets.list({ q: 'kelp', sort: 'relevance' })).rejects.toMatchObject({
    code: 'malformed_request',
  });
  // @ts-expect-error what has no words is not ranked
  await expect(indexer.jobs.list({ sort: '-relevance' })).rejects.toMatchObject({
    code: 'malformed_request',
  });
  // @ts-expect-error nor is a file
  await expect(indexer.assets.export('csv', { sort: '-relevance' })).rejects.toMatchObject({
    code: 'malformed_request',
  });
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
  // @ts-expect-error a file is not searched
  await expect(indexer.assets.export('csv', { q: 'reef' })).rejects.toMatchObject({
    code: 'malformed_request',
  });
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

test('only the fields that were asked for come, and the type says so', async () => {
  const indexer = openIndexer({ url });
  const { items } = await indexer.jobs.list({ limit: 1, fields: ['state', 'order'] });
  const [first] = items;
  expectTypeOf(first?.order.maxSeconds).toEqualTypeOf<number | undefined>();
  // @ts-expect-error what was not asked for is not there
  expect(first?.buyer).toBeUndefined();
  expect(Object.keys(first ?? {}).sort()).toEqual(['jobId', 'order', 'state']);
  const one = await indexer.jobs.get([first?.jobId ?? ''], { fields: ['states'] });
  expectTypeOf(one).toHaveProperty('states');
  expect(Object.keys(one).sort()).toEqual(['jobId', 'states']);
  for await (const { proposalId, ...rest } of indexer.proposals.every({ fields: ['proposalId'] }))
    expect([typeof proposalId, rest]).toEqual(['string', {}]);
});

test('what is computed is read by verbs of its own', async () => {
  const [token, provider] = [Address.parse(account(1)), Address.parse(account(2))];
  expect(await readStanding({ url }, { provider, token })).toMatchObject({ provider, token });
  await expect(readStanding({ url }, { provider, token: Address.parse(account(99)) })).rejects.toMatchObject({
    code: 'not_found',
  });
  await api.writer`
    insert into reputations (token, provider, score, weight, scored, buyers, ratings, as_of)
    select token, provider, 4000, 1000, 4000, 1, 1, 50 from (values (${token}::bytea)) as t (token), providers`;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listReputations>> = await listReputations(
      { url },
      { token, limit: 25, ...(cursor === undefined ? {} : { cursor }) },
    );
    seen.push(...page.items.map((each) => each.provider));
    cursor = page.next;
  } while (cursor !== undefined);
  expect([seen.length, new Set(seen).size]).toEqual([count, count]);
  const tree = await readRewardTree({ url }, { epoch: 900n, token, asOf: api.head });
  expect(tree).toMatchObject({ epoch: '900', token, entries: [] });
  expect(await listClaimableDividends({ url }, { account: Address.parse(account(999)) })).toEqual({
    items: [],
  });
});

test('an answer comes with the block that it is as of', async () => {
  const { found, block } = await withBlock({ url }, (ctx) => openIndexer(ctx).jobs.list({ limit: 1 }));
  expect(found.items).toHaveLength(1);
  expect(block).toEqual({ number: api.head, hash: hash32(api.head) });
  const earlier = await withBlock({ url }, (ctx) =>
    getItem(ctx, 'jobs', [hash32(0)], { asOf: api.head - 3 }),
  );
  expect(earlier.block.number).toBe(api.head - 3);
});

test('answers that are kept are sent again only when they have changed', async () => {
  const statuses: number[] = [];
  const counted: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    statuses.push(response.status);
    return response;
  };
  const ctx = { url, fetch: keepAnswers({ fetch: counted, most: 2 }) };
  const indexer = openIndexer(ctx);
  const ask = () => indexer.bounties.list({ limit: 5, sort: 'opened' });
  const first = await ask();
  expect(await ask()).toEqual(first);
  const again = await withBlock(ctx, (asked) =>
    openIndexer(asked).bounties.list({ limit: 5, sort: 'opened' }),
  );
  expect(again).toMatchObject({ found: first, block: { number: api.head } });
  expect(statuses).toEqual([200, 304, 304]);
  const next = api.head + 1;
  await api.writer.begin(async (transaction) => {
    const bountyId = first.items[0]?.bountyId ?? '';
    await transaction`
      insert into undo (block_number, table_name, key, row_key, before)
      select ${next}, 'bounties', bounty_id::text, jsonb_build_object('bounty_id', bounty_id), to_jsonb(t)
      from bounties as t where bounty_id = ${bountyId}`;
    await transaction`update bounties set submissions = 77 where bounty_id = ${bountyId}`;
    await transaction`insert into blocks values (${next}, ${hash32(next)}, ${hash32(api.head)}, ${next})`;
    await transaction`update cursor set number = ${next}, hash = ${hash32(next)}, timestamp = ${next}`;
  });
  expect((await ask()).items[0]?.submissions).toBe(77);
  await indexer.bounties.get([hash32(1)]);
  await indexer.bounties.get([hash32(2)]);
  await ask();
  expect(statuses.slice(3)).toEqual([200, 200, 200, 200]);
  await expect(indexer.bounties.get([hash32(999)])).rejects.toThrow(ProblemReceived);
});
