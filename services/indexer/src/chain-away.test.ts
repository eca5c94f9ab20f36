import { IndexerStatus } from '@atoll/schemas/indexer-api';
import { freePort } from '@atoll/tests/support/ports';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ServiceParameters } from './service.ts';
import { connectTo } from './store/connection.ts';
import { readCursor } from './store/cursor.ts';
import { type Market, startMarket } from './testing/market.ts';
import { startTestService } from './testing/service.ts';
import { type Mood, startUnsteadyNode } from './testing/unsteady-node.ts';

let market: Market;
/** A database with a mirror of the market. */
let full: string;
beforeAll(async () => {
  market = await startMarket();
  await market.publish('dataOwner');
  full = (await testDatabase()).url;
  const service = await startTestService({ market, url: full });
  await service.reachHead();
  await service.stop();
});
afterAll(() => market.stop());

/** A node of the market, and the service's configuration to read through it alone. */
async function through(mood: Mood) {
  const node = await startUnsteadyNode(market.anvil.rpcUrl, mood);
  onTestFinished(() => node.stop());
  const chain = {
    addressBook: market.book,
    endpoints: [{ url: node.url }],
    pollingInterval: 20,
    finality: 64,
  };
  return { node, chains: [chain] };
}

async function start(url: string, more: Partial<ServiceParameters>) {
  const service = await startTestService({ market, url }, more);
  onTestFinished(() => service.stop());
  const status = async () => IndexerStatus.parse((await service.get('/status')).body).chains[0];
  const ready = async () => {
    const { status: code, body } = await service.get('/ready');
    return { code, text: JSON.stringify(body) };
  };
  return { ...service, status, ready, isReady: async () => (await ready()).code === 200 };
}

function look(url: string) {
  const sql = connectTo({ url, chainId: market.book.chainId, application: 'test', connections: 1 });
  onTestFinished(() => sql.end());
  return sql;
}

test('while no node answers readers are answered from the database, and the mirror goes on once one does', async () => {
  const { node, chains } = await through('away');
  const service = await start(full, { chains });
  expect((await service.get('/assets')).body).toMatchObject({
    items: [{ tokenId: expect.any(String) as string }],
  });
  expect(await service.ready()).toMatchObject({ code: 503 });
  expect((await service.ready()).text).toContain('the chain did not answer');
  const before = await service.status();
  expect(before).toMatchObject({ phase: 'live', role: 'standby' });
  expect(before?.paused).toContain('the chain did not answer');

  const assetId = await market.publish('dataOwner');
  node.be('there');
  await service.reachHead();
  expect((await service.get(`/assets/${assetId}`)).status).toBe(200);
  await waitFor('readiness', service.isReady);
  expect(await service.status()).toMatchObject({ role: 'writer' });
});

test('an empty database gets its tables, and nothing in them before a node was found to be the right one', async () => {
  const { node, chains } = await through('away');
  const { url } = await testDatabase();
  const service = await start(url, { chains });
  expect(await service.ready()).toMatchObject({ code: 503 });
  const { text } = await service.ready();
  expect(text).toContain('the backfill has not reached the head yet');
  expect(text).toContain('the chain did not answer');
  expect(await service.get('/assets')).toMatchObject({ status: 503, body: { code: 'not_ready' } });
  expect(await service.status()).toMatchObject({ phase: 'backfill', startBlock: market.book.startBlock });
  // Whoever only reads cannot know yet whether this will be its deployment's mirror.
  const reader = startTestService({ market, url }, { role: 'api' });
  await expect(reader).rejects.toThrow('the database has no mirror of chain 31337');

  node.be('another chain');
  const wrong = 'the node serves chain 1337, the address book is for chain 31337';
  await waitFor('the wrong node being told of', async () => (await service.status())?.paused === wrong);
  expect((await service.ready()).text).toContain(wrong);
  const sql = look(url);
  expect(await sql`select chain_id from mirror`).toEqual([]);
  expect(await sql`select token from tokens`).toEqual([]);

  node.be('there');
  await service.reachHead();
  await waitFor('readiness', service.isReady);
  expect((await readCursor(sql))?.hash).toBe((await market.chain.publicClient.getBlock()).hash);
});

test('a node of another chain at the start is a start that failed', async () => {
  const { chains } = await through('another chain');
  const { url } = await testDatabase();
  await expect(start(url, { chains })).rejects.toThrow('the node serves chain 1337');
  expect(await look(url)`select chain_id from mirror`).toEqual([]);
});

test('a process whose node comes late stands by, and is as ready as the one that writes', async () => {
  const writer = await start(full, {});
  await waitFor('readiness', writer.isReady);
  const { node, chains } = await through('away');
  const second = await start(full, { chains });
  await waitFor('a failed try', async () => (await second.status())?.paused?.includes('eth_chainId'));
  expect(await second.isReady()).toBe(false);
  node.be('there');
  await waitFor('readiness', second.isReady);
  expect(await second.status()).toMatchObject({ role: 'standby' });
  expect(await second.status()).not.toHaveProperty('paused');
});

test('a node that never answers keeps nobody waiting: neither readers nor whoever ends the process', async () => {
  const { node, chains } = await through('silent');
  const port = await freePort();
  const closers: (() => Promise<unknown>)[] = [];
  const starting = startTestService(
    { market, url: full },
    { chains, port, onOpen: (_name, close) => closers.push(close) },
  );
  const service = `http://127.0.0.1:${port}`;
  const answers = async () => (await fetch(`${service}/assets`).catch(() => undefined))?.status === 200;
  await waitFor('the API answering', answers);
  expect(await (await fetch(`${service}/status`)).text()).toContain('the chain did not answer');
  for (const close of closers.toReversed()) await close();
  await node.stop();
  await (await starting).stop();
});
