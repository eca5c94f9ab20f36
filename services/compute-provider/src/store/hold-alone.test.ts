import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { holdAlone } from './hold-alone.ts';

const { url } = await testDatabase();

async function hold(databaseUrl: string) {
  let lost = 0;
  const letGo = await holdAlone({ databaseUrl, onLost: () => (lost += 1), signEveryMs: 20 });
  onTestFinished(letGo);
  return { lost: () => lost, letGo };
}

/** The database behind a network that can fall silent, as it does when the database's machine dies: nothing comes, not even an end. */
async function silenceable() {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let silent = false;
  const network = createServer((near) => {
    const far = connect(Number(port), hostname);
    sockets.push(near, far);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (chunk) => void (silent || to.write(chunk)));
      from.on('close', () => to.destroy());
      from.on('error', () => undefined);
    }
  }).listen(0, '127.0.0.1');
  await once(network, 'listening');
  onTestFinished(() => void network.close());
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((network.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { url: through.href, fallSilent: () => (silent = true), cut };
}

test('a lock whose database says nothing any more is told as lost, once', async () => {
  const network = await silenceable();
  const { lost, letGo } = await hold(network.url);
  network.fallSilent();
  await expect.poll(lost).toBe(1);
  network.cut();
  await letGo();
  expect(lost()).toBe(1);
});

test('a lock is lost with its session, and not by letting go of it', async () => {
  const sql = postgres(url, { max: 1 });
  onTestFinished(() => sql.end());
  const first = await hold(url);
  await first.letGo();
  const second = await hold(url);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'compute-provider-lock' and datname = current_database()`;
  await expect.poll(second.lost).toBe(1);
  expect(first.lost()).toBe(0);
});
