import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { chainTables } from '../testing/chain-tables.ts';
import { becomeWriter } from './writer-connection.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables([31337, 31338]);
});
afterAll(() => tables.close());

const forever = new AbortController().signal;

async function elected(url = tables.url, chainId = 31337) {
  const writer = await becomeWriter({ url, chainId }, forever);
  if (writer === undefined) throw new Error('not elected');
  onTestFinished(() => writer.close());
  return writer;
}

/** A way to the database that can fall silent: bytes are taken and go nowhere, as beyond a network that has died. */
async function startNetwork() {
  const target = new URL(tables.url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => {
        if (!dead) to.write(bytes);
      });
      from
        .on('error', () => undefined)
        .on('close', () => {
          if (!dead) to.destroy();
        });
    }
  });
  let dead = false;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const url = new URL(tables.url);
  url.host = `127.0.0.1:${address.port}`;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: url.href, die: () => (dead = true) };
}

test('one process is elected for each chain; the next takes over when it lets go', async () => {
  const first = await elected();
  await elected(tables.url, 31338);
  const second = becomeWriter({ url: tables.url, chainId: 31337 }, forever);
  let taken = false;
  void second.then(() => (taken = true));
  await first.sql`select pg_sleep(0.5)`;
  expect(taken).toBe(false);
  const released = performance.now();
  await first.close();
  const writer = await second;
  expect(performance.now() - released).toBeLessThan(3000);
  await writer?.close();
});

test('a writer beyond a network that died is replaced within 3 seconds, and can write no more', async () => {
  const network = await startNetwork();
  const first = await elected(network.url);
  await first.sql`select 1`;
  const second = becomeWriter({ url: tables.url, chainId: 31337 }, forever);
  const died = performance.now();
  network.die();
  const writer = await second;
  const took = performance.now() - died;
  process.stdout.write(`took over after ${Math.round(took)} ms of a dead network\n`);
  // 3 s on a machine that is idle.
  expect(took).toBeLessThan(4000);
  await writer?.close();
});

test('a writer that shows no sign of life is replaced', async () => {
  const first = await elected();
  // As a process that was stopped: nothing is sent any more, though its connection is alive.
  const second = becomeWriter({ url: tables.url, chainId: 31337 }, forever);
  await first.sql`select set_config('idle_session_timeout', '50', false)`;
  await waitFor('the first noticing', () => first.lost.aborted);
  expect(await second).toBeDefined();
  await (await second)?.close();
  // Its connection was ended for good: none is opened anew, which would come without the lock.
  await expect(first.sql`select 1`).rejects.toMatchObject({ code: 'CONNECTION_ENDED' });
});

test('a writer that is idle for long keeps its lock', async () => {
  const first = await elected();
  const stopping = new AbortController();
  const second = becomeWriter({ url: tables.url, chainId: 31337 }, stopping.signal);
  const [row] = await tables.sql<{ over: boolean }[]>`select pg_sleep(4) is not null as over`;
  expect(row?.over).toBe(true);
  expect(first.lost.aborted).toBe(false);
  stopping.abort();
  expect(await second).toBeUndefined();
});

test('a process that no longer wants to stops waiting', async () => {
  await elected();
  const stopping = new AbortController();
  const waiting = becomeWriter({ url: tables.url, chainId: 31337 }, stopping.signal);
  stopping.abort();
  expect(await waiting).toBeUndefined();
});
