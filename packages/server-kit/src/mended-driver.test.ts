import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { cuttable } from './cuttable-fixture.ts';

const { url } = await testDatabase();

test('a transaction whose connection was lost refuses the next statement, and the process goes on', async () => {
  const { sql, cut } = cuttable(url);
  let late: unknown;
  const transaction = sql.begin(async (inside) => {
    await inside`select 1`;
    cut();
    late = await inside`select 2`.catch((error: unknown) => error);
    throw late;
  });
  await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await sql`select 3 as found`).toEqual([{ found: 3 }]);
  await expect.poll(() => late).toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('a statement that is lost on its way is refused, and the connection serves again', async () => {
  const { sql, cut } = cuttable(url);
  await sql`select 1`;
  const lost = sql`select 2`.execute();
  const refused = expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  // The statement is handed to the connection, which sends it at the end of this turn of the event loop.
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  cut();
  await refused;
  expect(await sql`select 3 as found`).toEqual([{ found: 3 }]);
});

test('what a transaction does after its connection was lost is done in no other', async () => {
  const { sql, cut } = cuttable(url);
  await sql`select 1`;
  const goOn = Promise.withResolvers<undefined>();
  let late: Promise<unknown> | undefined;
  const lost = sql.begin(async (inside) => {
    await inside`select 1`;
    cut();
    await goOn.promise;
    late = inside`select 2`.catch((error: unknown) => error);
    await late;
  });
  await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await sql.begin(async (inside) => {
    await inside`create temporary table other (n int) on commit drop`;
    goOn.resolve(undefined);
    await expect.poll(() => late).toBeDefined();
    expect(await late).toMatchObject({ code: 'CONNECTION_CLOSED' });
    // A commit of the lost transaction would have dropped it.
    expect(await inside`select n from other`).toEqual([]);
  });
});

test('statements that waited for their turn in a transaction are refused when its connection is lost', async () => {
  const { sql, cut } = cuttable(url);
  const outcomes: Promise<unknown>[] = [];
  const transaction = sql.begin(async (inside) => {
    await inside`select 1`;
    // The first says how it is described, and holds the others back until then.
    for (let n = 0; n < 3; n += 1) outcomes.push(inside`select ${n}::int`.catch((error: unknown) => error));
    await Promise.resolve();
    cut();
    await Promise.all(outcomes);
  });
  await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  for (const outcome of await Promise.all(outcomes))
    expect(outcome).toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('connections end though one was lost while a statement was under way', async () => {
  const { sql, cut } = cuttable(url);
  await sql`select 1`;
  const lost = sql`select pg_sleep(60)`.execute();
  const refused = expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await new Promise(setImmediate);
  cut();
  await refused;
  await sql.end();
});

test('connections end though one is lost while it is waited for', async () => {
  const { sql, cut } = cuttable(url);
  await sql`select 1`;
  const lost = sql`select pg_sleep(60)`.execute();
  const refused = expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  const ended = sql.end();
  await new Promise(setImmediate);
  cut();
  await refused;
  await ended;
});

/** The end of a copy, as the database tells it (`CopyDone`). */
const copyDone = Buffer.from([0x63, 0, 0, 0, 4]);

/** One connection that hears what comes behind the end of a copy by itself, and only while it listens. */
function dividing() {
  const options = {
    ...{ max: 1, fetch_types: false },
    socket() {
      const { hostname, port } = new URL(url);
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      const on = socket.on.bind(socket);
      const dividingData = (take: (chunk: Buffer) => void) => (chunk: Buffer) => {
        const end = chunk.indexOf(copyDone) + copyDone.length;
        if (end < copyDone.length || end === chunk.length) return take(chunk);
        take(chunk.subarray(0, end));
        socket.unshift(chunk.subarray(end));
      };
      return Object.assign(socket, {
        on: (event: string, take: (chunk: Buffer) => void) =>
          on(event, event === 'data' ? dividingData(take) : take),
      });
    },
  };
  const sql = postgres(url, options);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

test('a copy whose last part had to wait to be read leaves the connection for whoever comes next', async () => {
  const sql = dividing();
  const stream = await sql`copy (select repeat('x', 200000)) to stdout`.readable();
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(200_001);
  expect(await sql`select 1 as found`).toEqual([{ found: 1 }]);
});

test('a transaction that begins behind many statements is one of its own, and ends', async () => {
  // As many as a connection takes before it holds further ones back (postgres.js, `max_pipeline`), and some more and fewer.
  for (const others of [98, 99, 100, 101]) {
    const { sql } = cuttable(url);
    await sql`select 1`;
    const before = Array.from({ length: others }, () => sql`select 1`.execute());
    const [inside] = await sql.begin(
      (transaction) => transaction`select now() <> clock_timestamp() as found`,
    );
    await Promise.all(before);
    expect(inside).toEqual({ found: true });
    expect(await sql`select pg_current_xact_id_if_assigned() is null as found`).toEqual([{ found: true }]);
    expect(await sql.begin((transaction) => transaction`select 2 as found`)).toEqual([{ found: 2 }]);
  }
});

test('a cancellation that reaches nobody harms nobody', async () => {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const unreachable = gone.address() as AddressInfo;
  gone.close();
  let sockets = 0;
  const { hostname, port } = new URL(url);
  const options = {
    ...{ max: 1, fetch_types: false },
    socket: () => {
      sockets += 1;
      return sockets === 1
        ? connect({ host: hostname, port: Number(port) })
        : connect(unreachable.port, '127.0.0.1');
    },
  };
  const sql = postgres(url, options);
  onTestFinished(() => sql.end({ timeout: 1 }));
  await sql`select 1`;
  const running = sql`select pg_sleep(0.2), 1 as found`.execute();
  await new Promise(setImmediate);
  running.cancel();
  expect(await running).toMatchObject([{ found: 1 }]);
  expect(sockets).toBe(2);
});
