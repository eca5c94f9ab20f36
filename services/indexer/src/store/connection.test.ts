import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@atoll/tests/support/ports';
import { testDatabase } from '@atoll/tests/support/test-database';
import { expect, onTestFinished, test } from 'vitest';
import { connectTo } from './connection.ts';

/** A way to the database that can be opened and closed. */
async function openDoor() {
  const { url } = await testDatabase();
  const behind = new URL(url);
  const before = new URL(url);
  before.port = String(await freePort());
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server?.close();
  };
  onTestFinished(close);
  return {
    url: before.href,
    close,
    open: async () => {
      server = createServer((socket) => {
        const on = connect({ host: behind.hostname, port: Number(behind.port) });
        for (const each of [socket, on]) sockets.add(each.on('error', () => undefined));
        socket.pipe(on).pipe(socket);
      });
      server.listen(Number(before.port), before.hostname);
      await once(server, 'listening');
    },
  };
}

test('connections to a database that is away fail each for itself, and serve once it is back', async () => {
  const door = await openDoor();
  const sql = connectTo({ url: door.url, chainId: 31337, application: 'test', connections: 2 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  // More often than there are connections.
  for (let attempt = 0; attempt < 5; attempt += 1)
    await expect(sql`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await door.open();
  expect(await Promise.all([sql`select 1 as found`, sql`select 2 as found`])).toEqual([
    [{ found: 1 }],
    [{ found: 2 }],
  ]);
});

test('a database that goes away while connections are open, and comes back, is asked anew', async () => {
  const door = await openDoor();
  await door.open();
  const sql = connectTo({ url: door.url, chainId: 31337, application: 'test', connections: 2 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  await Promise.all([sql`select 1`, sql`select 2`]);
  door.close();
  for (let attempt = 0; attempt < 5; attempt += 1) await expect(sql`select 1`).rejects.toThrow();
  await door.open();
  expect(await Promise.all([sql`select 1 as found`, sql`select 2 as found`])).toEqual([
    [{ found: 1 }],
    [{ found: 2 }],
  ]);
});
