import { once } from 'node:events';
import { connect } from 'node:net';
import type { Change } from '@atoll/schemas/change';
import { createLogger } from '@atoll/server-kit/logger';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Sql } from '../store/connection.ts';
import { keptChanges, publishChanges } from '../store/publish-changes.ts';
import { account, bytes32, chainTables, jobChange } from '../testing/chain-tables.ts';
import { feedChains, startFeed, viewOf } from '../testing/feed.ts';
import { take } from '../testing/sse.ts';
import { openChangeHub } from './change-hub.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables(feedChains);
});
afterAll(() => tables.close());

const publish = (changes: readonly Change[], sql: Sql = tables.sql) =>
  sql.begin((transaction) => publishChanges(transaction, changes));

test('a change reaches a listener with its id, kind and block', async () => {
  const { listen } = await startFeed(tables);
  const { reader, position } = await listen();
  await publish([jobChange(7)]);
  const [event] = await take(reader, 1);
  expect(event?.event).toBe('job');
  const view = viewOf(event);
  expect(view).toEqual({ ...jobChange(7), id: Number(event?.id), chain: 'eip155:31337' });
  expect(view.id).toBeGreaterThan(position);
  await reader.close();
});

test('a rolled-back transaction tells nothing', async () => {
  const { listen } = await startFeed(tables);
  const { reader } = await listen();
  const failing = tables.sql.begin(async (transaction) => {
    await publishChanges(transaction, [jobChange(1)]);
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  await publish([jobChange(2)]);
  expect(viewOf((await take(reader, 1))[0])).toMatchObject({ block: { number: 2 } });
  await reader.close();
});

test('who comes back with the last id is told exactly what it missed, from memory and from the database', async () => {
  const first = await startFeed(tables);
  const { reader, position } = await first.listen();
  await publish([jobChange(1), jobChange(2)]);
  await publish([jobChange(3)]);
  const seen = await take(reader, 2);
  await reader.close();
  // A process that was not there when the changes came has them from the database.
  const second = await startFeed(tables);
  for (const feed of [first, second]) {
    await waitFor('the hub having read all', () => feed.hub.newest() > Number(seen[1]?.id));
    const again = await feed.listen('/events', { 'last-event-id': seen[0]?.id ?? '' });
    const blocks = (await take(again.reader, 2)).map((event) => viewOf(event));
    expect(blocks).toMatchObject([{ block: { number: 2 } }, { block: { number: 3 } }]);
    await again.reader.close();
    const opened = await feed.listen('/events', { 'last-event-id': String(position) });
    expect((await take(opened.reader, 3)).map((event) => viewOf(event))).toMatchObject(
      [1, 2, 3].map((number) => ({ block: { number } })),
    );
    await opened.reader.close();
  }
});

test('a long way back is caught up without loss while changes go on', async () => {
  const { listen } = await startFeed(tables);
  const { reader, position } = await listen();
  await reader.close();
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => jobChange(from + at));
  await publish(many(0, 3000));
  const fresh = await startFeed(tables);
  const again = await fresh.listen(`/events?after=${position}`);
  const publishing = publish(many(3000, 1200)).then(() => publish(many(4200, 800)));
  const events = await take(again.reader, 5000);
  await publishing;
  const numbers = events.map((event) => {
    const view = viewOf(event);
    return view.kind === 'job' ? view.block.number : -1;
  });
  expect(numbers).toEqual(Array.from({ length: 5000 }, (_, at) => at));
  await again.reader.close();
});

describe('more than may wait for a listener at once', () => {
  const large = Array.from({ length: 500 }, (_, at) =>
    jobChange(at, { accounts: Array.from({ length: 90 }, (_each, index) => account(String(index))) }),
  );
  test.each([
    ['is told to who comes back, as fast as it reads', true],
    ['that comes in one commit is told to who listens, as fast as it reads', false],
  ])('%s', async (_what, comesBack) => {
    const { listen, hub, slots } = await startFeed(tables);
    const first = await listen();
    if (comesBack) await first.reader.close();
    await publish(large);
    await waitFor('the hub having read all', () => hub.newest() >= first.position + large.length);
    const { reader } = comesBack ? await listen(`/events?after=${first.position}`) : first;
    const told = await take(reader, large.length);
    expect(told.reduce((sum, { data }) => sum + data.length, 0)).toBeGreaterThan(1024 * 1024);
    expect(told.map((event) => viewOf(event))).toMatchObject(large.map(({ block }) => ({ block })));
    await publish([jobChange(1000)]);
    expect(viewOf((await take(reader, 1))[0])).toMatchObject({ block: { number: 1000 } });
    expect(hub.listeners()).toBe(1);
    await reader.close();
    await waitFor('the place being free', () => slots.open === 0);
    expect(hub.listeners()).toBe(0);
  });
});

test('those who come back to a new process are served from its memory', async () => {
  const first = await startFeed(tables);
  const { reader, position } = await first.listen();
  await publish(Array.from({ length: 700 }, (_, at) => jobChange(at)));
  await take(reader, 700);
  await reader.close();
  const second = await startFeed(tables);
  const missed = await second.hub.read(position);
  expect(missed).toHaveLength(500);
  // From memory it is the very same object each time.
  expect((await second.hub.read(position))[0]).toBe(missed[0]);
});

test('changes that are forgotten, or of another journal, are refused with what is kept', async () => {
  const { listen, hub } = await startFeed(tables);
  const { reader, position } = await listen();
  await publish(Array.from({ length: keptChanges + 10 }, (_, at) => jobChange(at)));
  await waitFor('the hub noticing', () => hub.newest() > position + keptChanges / 2);
  // Its journal was trimmed past it in one go: the line ends instead of skipping.
  expect(await take(reader, 1)).toEqual([]);
  const old = { 'last-event-id': String(position) };
  await expect(listen('/events', old)).rejects.toMatchObject({ status: 410, code: 'changes_forgotten' });
  const future = { 'last-event-id': String(hub.newest() + 5) };
  await expect(listen('/events', future)).rejects.toMatchObject({ code: 'changes_forgotten' });
});

test('each chain has its own changes', async () => {
  const { listen } = await startFeed(tables);
  const [one, two] = [await listen(), await listen('/events?chain=eip155:31338')];
  await publish([jobChange(1)]);
  await publish([jobChange(2)], tables.of(31338));
  expect(viewOf((await take(one.reader, 1))[0])).toMatchObject({
    chain: 'eip155:31337',
    block: { number: 1 },
  });
  expect(viewOf((await take(two.reader, 1))[0])).toMatchObject({
    chain: 'eip155:31338',
    block: { number: 2 },
  });
  await one.reader.close();
  await two.reader.close();
});

test('a silent line shows signs of life that carry the position', async () => {
  const { listen } = await startFeed(tables, { hub: { heartbeatMs: 10 } });
  const { reader } = await listen(`/events?job=${bytes32('9')}`);
  const waiting = take(reader, 1);
  await publish([jobChange(1), jobChange(2)]);
  const [row] = await tables.sql<{ id: bigint }[]>`select max(id) as id from changes`;
  await waitFor('the position', () => reader.lastId() === String(row?.id));
  await reader.close();
  expect(await waiting).toEqual([]);
});

test('a database that cannot listen is looked at', async () => {
  const sql = tables.sql;
  const hub = await openChangeHub({ chainId: 31337, sql, logger, everyMs: 10 });
  onTestFinished(() => hub.close());
  const before = hub.newest();
  await publish([jobChange(1)]);
  await waitFor('the change', () => hub.newest() > before);
});

test('streams are limited for each caller and in all, and a place is free again when one ends', async () => {
  const own = await startFeed(tables, { streams: 2 });
  const held = [await own.listen(), await own.listen()];
  await expect(own.listen()).rejects.toMatchObject({ status: 429, data: { limit: 2, scope: 'caller' } });
  await held[0]?.reader.close();
  await waitFor('the place being free', () => own.slots.open === 1);
  held.push(await own.listen());
  for (const { reader } of held.slice(1)) await reader.close();
  const all = await startFeed(tables, { total: 0 });
  await expect(all.listen()).rejects.toMatchObject({ status: 429, data: { scope: 'service' } });
  expect(all.slots.open).toBe(0);
});

test('asking for the head of the stream alone holds no place', async () => {
  const { hub, listen, port, slots } = await startFeed(tables, { streams: 2 });
  for (let round = 0; round < 3; round += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/events`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
  }
  expect(slots.open).toBe(0);
  expect(hub.listeners()).toBe(0);
  const { reader } = await listen();
  await reader.close();
});

test('the API’s description tells what a stream holds', async () => {
  const { port } = await startFeed(tables);
  const response = await fetch(`http://127.0.0.1:${port}/openapi.json`);
  expect(await response.json()).toMatchObject({
    components: { schemas: { ChangeView: {}, StreamOpened: { type: 'object' } } },
  });
});

test('closing the service ends every stream', async () => {
  const { listen, slots, stop } = await startFeed(tables);
  const { reader } = await listen();
  expect(slots.open).toBe(1);
  await stop();
  expect(await take(reader, 1)).toEqual([]);
  expect(slots.open).toBe(0);
});

/** A connection that asks for the stream and shows what comes. */
function rawListener(port: number, onData: (text: string) => void) {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /events HTTP/1.1\r\nhost: test\r\n\r\n');
  socket.setEncoding('utf8').on('data', onData);
  return socket;
}

test('who does not read is disconnected with a bounded amount waiting, others go on', async () => {
  const { listen, slots, port, hub } = await startFeed(tables);
  const { reader } = await listen();
  const opened = Promise.withResolvers<void>();
  const slow = rawListener(port, () => {
    slow.pause();
    opened.resolve();
  });
  const gone = once(slow, 'close');
  await opened.promise;
  expect(slots.open).toBe(2);
  let told = 0;
  const reading = (async () => {
    for await (const _event of reader) told += 1;
  })();
  let published = 0;
  await waitFor(
    'the slow one being disconnected',
    async () => {
      await publish(Array.from({ length: 5000 }, (_, at) => jobChange(at)));
      published += 5000;
      return slots.open === 1;
    },
    { deadlineMs: 30_000 },
  );
  await waitFor('the other one having all', () => told === published);
  expect(hub.listeners()).toBe(1);
  await reader.close();
  await reading;
  slow.destroy();
  await gone;
});

test('1,000 listeners each see every change within a second', { timeout: 60_000 }, async () => {
  const { slots, port } = await startFeed(tables);
  const count = 1000;
  const seen = Array.from({ length: count }, () => 0);
  const sockets = Array.from({ length: count }, (_, index) =>
    rawListener(port, (text) => {
      seen[index] = (seen[index] ?? 0) + text.split('event: job').length - 1;
    }),
  );
  await waitFor('all streams', () => slots.open === count, { deadlineMs: 30_000 });
  const before = process.cpuUsage();
  const delays: number[] = [];
  for (let change = 1; change <= 20; change += 1) {
    const started = performance.now();
    await publish([jobChange(change)]);
    await waitFor('everyone', () => seen.every((each) => each === change), { everyMs: 1 });
    delays.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  const perChange = Math.round((user + system) / 1000 / delays.length);
  const worst = Math.round(Math.max(...delays));
  process.stdout.write(
    `1,000 listeners: worst ${worst} ms, ${perChange} ms of CPU a change, readers included\n`,
  );
  expect(worst).toBeLessThan(1000);
  for (const socket of sockets) socket.destroy();
});
