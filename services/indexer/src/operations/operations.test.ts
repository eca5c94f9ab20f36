import { ChangeView } from '@atoll/schemas/change';
import { type ChainStatus, IndexerStatus } from '@atoll/schemas/indexer-api';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { connectTo } from '../store/connection.ts';
import { keepPause } from '../store/keep-pause.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { readEvents, take } from '../testing/sse.ts';
import { startTestService, type TestService } from '../testing/service.ts';

let one: Market;
let two: Market;
let service: TestService;
let url: string;
beforeAll(async () => {
  one = await startMarket();
  two = await startMarket({ chainId: 1337 });
  url = (await testDatabase()).url;
  service = await startTestService({ market: one, markets: [one, two], url });
});
afterAll(async () => {
  await service.stop();
  await one.stop();
  await two.stop();
});

const statusesOf = async (from: TestService) => IndexerStatus.parse((await from.get('/status')).body).chains;
const both = async (holds: (status: ChainStatus) => boolean, from = service) =>
  waitFor('both chains', async () => {
    const statuses = await statusesOf(from);
    return statuses.length === 2 && statuses.every(holds) ? statuses : undefined;
  });
const metricsOf = async (from: TestService) => (await fetch(`${from.url}/metrics`)).text();

test('two chains are mirrored side by side, and the status tells of each', async () => {
  await one.publish('dataOwner');
  await two.publish('dataOwner');
  const statuses = await both(({ phase, lag }) => phase === 'live' && lag?.blocks === 0);
  expect(statuses).toMatchObject([
    { chain: 'eip155:31337', role: 'writer', documents: { verified: 0 }, undecodedLogs: 0 },
    { chain: 'eip155:1337', role: 'writer', startBlock: two.book.startBlock, reorgs: { count: 0 } },
  ]);
  for (const [index, market] of [one, two].entries()) {
    const head = await market.chain.publicClient.getBlock();
    expect(statuses[index]?.indexed).toEqual({
      number: Number(head.number),
      hash: head.hash,
      time: Number(head.timestamp),
    });
  }
  const ready = await service.get('/ready');
  expect(ready.status).toBe(200);
  expect(JSON.stringify(ready.body)).toContain('backfill of eip155:1337');
});

test('a reorg is counted, and told to those who listen', async () => {
  await two.publish('dataOwner');
  await two.anvil.mine(1);
  const head = await two.chain.publicClient.getBlockNumber();
  await both((status) => status.chainId === 31337 || status.indexed?.number === Number(head));
  const reader = readEvents(await fetch(`${service.url}/events?chain=eip155:1337&kinds=reorg`));
  onTestFinished(() => reader.close());
  await take(reader, 1);
  await two.anvil.rpc('anvil_reorg', [2, []]);
  await two.anvil.mine(1);
  const statuses = await both(({ chainId, reorgs }) => chainId === 31337 || reorgs.count > 0);
  expect(statuses[1]?.reorgs).toMatchObject({ count: 1, deepest: 2 });
  const [told] = await take(reader, 1);
  expect(ChangeView.parse(JSON.parse(told?.data ?? ''))).toMatchObject({
    chain: 'eip155:1337',
    kind: 'reorg',
    ancestor: { number: Number(head) - 2 },
    undone: Number(head),
  });
  await waitFor('the count', async () =>
    (await metricsOf(service)).includes('atoll_indexer_reorgs_total{chain="eip155:1337"} 1'),
  );
});

test('the description names every path of the service, and what needs a key says so', async () => {
  const { body } = await service.get('/openapi.json');
  const { paths } = z.object({ paths: z.record(z.string(), z.unknown()) }).parse(body);
  for (const path of ['/events', '/webhooks', '/webhooks/{id}/deliveries', '/status', '/metrics', '/ready']) {
    expect(Object.keys(paths)).toContain(path);
  }
  expect((await service.get('/webhooks')).body).toMatchObject({ code: 'invalid_key' });
});

test('measures are in the format of Prometheus, with routes as they are declared', async () => {
  await fetch(`${service.url}/health`);
  await fetch(`${service.url}/no/such/path/${'x'.repeat(50)}`);
  // A process that the machine has stopped for two seconds has lost the lock, and takes it again.
  const text = await waitFor('a writer among the measures', async () => {
    const all = await metricsOf(service);
    return all.includes('{application="indexer writer"') ? all : undefined;
  });
  const lines = text.trim().split('\n');
  const sample = /^[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?[0-9.e+-]+$/;
  expect(lines.filter((line) => !line.startsWith('#') && !sample.test(line))).toEqual([]);
  expect(text).toContain(
    'atoll_indexer_http_request_seconds_count{method="GET",route="/health",status="200"}',
  );
  expect(text).toMatch(
    /atoll_indexer_http_request_seconds_bucket\{method="GET",route="[^"]*",status="404",le="\+Inf"\} 1/,
  );
  expect(text).not.toContain('xxxx');
  for (const name of [
    'atoll_indexer_events_total{chain="eip155:31337"}',
    'atoll_indexer_commit_seconds_sum{chain="eip155:31337"}',
    'atoll_indexer_lag_blocks{chain="eip155:1337"}',
    'atoll_indexer_live{chain="eip155:31337"} 1',
    'atoll_indexer_documents{chain="eip155:31337",status="pending"}',
    'atoll_indexer_streams 0',
    `atoll_indexer_rpc_requests_total{chain="eip155:31337",endpoint="${new URL(one.anvil.rpcUrl).host}"}`,
    'atoll_indexer_database_connections{application="indexer writer"',
  ]) {
    expect(text).toContain(name);
  }
});

test('a process that only reads sees what another one writes, and does not stand for election', async () => {
  const reader = await startTestService(
    { market: one, markets: [one, two], url },
    { role: 'api', readDatabaseUrl: url.replace('127.0.0.1', 'localhost') },
  );
  onTestFinished(() => reader.stop());
  await one.publish('stranger');
  await reader.reachHead();
  expect((await statusesOf(reader)).map(({ role }) => role)).toEqual(['reader', 'reader']);
  expect((await reader.get('/ready')).status).toBe(200);
  const [row] = await both(({ position }) => position > 0, reader);
  expect(row?.role).toBe('reader');
});

test('a process that only reads says why the one that writes stands still', async () => {
  const market = await startMarket();
  onTestFinished(() => market.stop());
  const { url: own } = await testDatabase();
  const writer = await startTestService({ market, url: own }, { finality: 2 });
  const reader = await startTestService({ market, url: own }, { role: 'api', readyLag: 1000 });
  onTestFinished(() => reader.stop());
  try {
    await market.publish('dataOwner');
    await market.anvil.mine(4);
    await writer.reachHead();
    expect((await reader.get('/ready')).status).toBe(200);
    // Blocks that were final are others now.
    await market.anvil.rpc('anvil_reorg', [5, []]);
    await market.anvil.mine(1);
    const pauseOf = async (from: TestService) => (await statusesOf(from))[0]?.paused;
    const said = await waitFor('the reader saying so', () => pauseOf(reader));
    expect(said).toBe(await pauseOf(writer));
    const ready = await reader.get('/ready');
    expect(ready.status).toBe(503);
    expect(JSON.stringify(ready.body)).toContain(said);
  } finally {
    await writer.stop();
  }
});

test('a writer that begins forgets what an earlier one stood still for', async () => {
  const sql = connectTo({ url, chainId: one.chain.chainId, application: 'test', connections: 1 });
  onTestFinished(() => sql.end());
  await keepPause(sql, 'an earlier writer stood still');
  expect((await statusesOf(service))[0]?.paused).toBe('an earlier writer stood still');
  await service.stop();
  service = await startTestService({ market: one, markets: [one, two], url });
  await waitFor('saying it no longer', async () => (await statusesOf(service))[0]?.paused === undefined);
});

test('a process that only reads says so where nobody has made the tables', async () => {
  const { url: empty } = await testDatabase();
  const starting = startTestService({ market: one, url: empty }, { role: 'api' });
  await expect(starting).rejects.toThrow('the database has no mirror of chain 31337');
});

test('a mirror that is too far behind is not ready, and says by how much', async () => {
  const strict = await startTestService(
    { market: one, markets: [one, two], url },
    { role: 'api', readyLag: 0 },
  );
  onTestFinished(() => strict.stop());
  expect((await strict.get('/ready')).status).toBe(200);
  await service.stop();
  await one.anvil.mine(3);
  const body = await waitFor('not being ready', async () => {
    const answer = await strict.get('/ready');
    return answer.status === 503 ? JSON.stringify(answer.body) : undefined;
  });
  expect(body).toContain('3 blocks behind the node, more than 0');
  expect((await strict.get('/status')).status).toBe(200);
  service = await startTestService({ market: one, markets: [one, two], url });
});
