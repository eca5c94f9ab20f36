import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { cuttable } from './cuttable-fixture.ts';

const { url } = await testDatabase();

const outcomeOf = (statement: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(statement).catch((error: unknown) => error);

test('an answer holds no gaps where the one before it ended with an error', async () => {
  const { sql } = cuttable(url);
  const rows = sql`select 1 / (5 - n), repeat('x', 9000) from generate_series(1, 9) n`;
  await expect(rows).rejects.toMatchObject({ code: '22012' });
  expect(await sql`select 1 as found`).toEqual([{ found: 1 }]);
});

test('an answer holds no gaps where the one before it was lost half way', async () => {
  const { sql, cut, newest } = cuttable(url);
  await sql`select 1`;
  newest().once('data', cut);
  const lost = sql`select repeat('x', 1000) from generate_series(1, 10000)`;
  await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await sql`select 1 as found`).toEqual([{ found: 1 }]);
});

test('the end of a session by the server is told to who was under way, and not to who comes next', async () => {
  const { sql } = cuttable(url);
  const other = cuttable(url).sql;
  const [own] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const failure = outcomeOf(sql`select pg_sleep(60)`);
  await expect
    .poll(() => other`select from pg_stat_activity where pid = ${own?.pid ?? 0} and wait_event = 'PgSleep'`)
    .toHaveLength(1);
  await other`select pg_terminate_backend(${own?.pid ?? 0})`;
  expect(await failure).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await sql`select 1 as found`).toEqual([{ found: 1 }]);
});

test('a statement that cannot be sent is refused, and no other one gets or misses an answer by it', async () => {
  const { sql } = cuttable(url);
  await sql`select 1`;
  const statements = [
    sql`select 1 as found, pg_sleep(0)::text as slept`,
    sql`select ${undefined as never}::text`,
    sql`select 3 as found`,
  ];
  expect(await Promise.all(statements.map(outcomeOf))).toMatchObject([
    [{ found: 1 }],
    { code: 'UNDEFINED_VALUE' },
    [{ found: 3 }],
  ]);
  expect(await sql`select 4 as found`).toEqual([{ found: 4 }]);
});

test('a statement behind others that is cancelled leaves everyone their own answer', async () => {
  const { sql } = cuttable(url);
  await sql`select 1`;
  const cancelled = sql`select 2 as found`;
  const outcomes = [sql`select 1 as found`, cancelled, sql`select 3 as found`].map(outcomeOf);
  await new Promise(setImmediate);
  cancelled.cancel();
  const [first, , third] = await Promise.all(outcomes);
  // The cancellation reaches whatever the session does by then.
  for (const [found, outcome] of [[1, first] as const, [3, third] as const])
    if (!(outcome instanceof postgres.PostgresError)) expect(outcome).toEqual([{ found }]);
});

test('room in the socket gives a connection that a transaction has to nobody else', async () => {
  const { sql, newest } = cuttable(url);
  let outside: Promise<unknown> | undefined;
  await sql.begin(async (inside) => {
    await inside`create temporary table own (n int) on commit drop`;
    newest().emit('drain');
    outside = outcomeOf(sql`select n from own`);
    await inside`insert into own values (1)`;
  });
  expect(await outside).toMatchObject({ code: '42P01' });
});

test('what a transaction asks for after its end is done in no other', async () => {
  const { sql } = cuttable(url);
  const goOn = Promise.withResolvers<undefined>();
  let late: Promise<unknown> | undefined;
  const failed = sql.begin(async (inside) => {
    const others = (async () => {
      await goOn.promise;
      late = outcomeOf(inside`create table left_over (n int)`);
      await late;
    })();
    await Promise.all([inside`select 1 / 0`, others]);
  });
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  goOn.resolve(undefined);
  await expect.poll(() => late).toBeDefined();
  expect(await late).toMatchObject({ code: 'TRANSACTION_ENDED' });
  expect(await sql`select to_regclass('left_over') as found`).toEqual([{ found: null }]);
});

test('a commit that rolls back is none', async () => {
  const { sql } = cuttable(url);
  const refused = sql.begin(async (inside) => {
    await inside`create temporary table numbers (n int)`;
    const stream = await inside`copy numbers from stdin`.writable();
    // Nobody but the stream is told of what a COPY meets.
    const told = once(stream, 'error');
    stream.write('none\n');
    stream.write(Buffer.alloc(1 << 17, '1\n'));
    await told;
  });
  await expect(refused).rejects.toMatchObject({ code: 'TRANSACTION_ROLLED_BACK' });
});

test('who waits for a connection that is closed while it opens is told so', async () => {
  const closing = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(closing, 'listening');
  onTestFinished(() => void closing.close());
  const { port } = closing.address() as AddressInfo;
  const sql = postgres(`postgres://nobody@127.0.0.1:${port}/none`, { max: 1 });
  onTestFinished(() => sql.end({ timeout: 0 }));
  await expect(sql`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('connections that have ended are not opened anew by who waited for one', async () => {
  const backoff = 0.05;
  const { sql, cut, sockets } = cuttable(url, { backoff });
  await sql`select 1`;
  cut();
  const waiting = outcomeOf(sql`select 2`);
  await new Promise(setImmediate);
  await sql.end({ timeout: 0 });
  expect(await waiting).toMatchObject({ code: 'CONNECTION_DESTROYED' });
  // Begun after the one that would open it, and as long.
  await new Promise((resolve) => setTimeout(resolve, backoff * 1000));
  await new Promise(setImmediate);
  expect(sockets).toHaveLength(1);
});

test('what waits for its turn when connections end is refused', async () => {
  const { sql, sockets } = cuttable(url);
  const goOn = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  const transaction = sql.begin(async (inside) => {
    begun.resolve(undefined);
    await goOn.promise;
    return inside`select 1 as found`;
  });
  await begun.promise;
  const waiting = outcomeOf(sql`select 2`);
  await new Promise(setImmediate);
  const ended = sql.end();
  goOn.resolve(undefined);
  expect(await transaction).toEqual([{ found: 1 }]);
  await ended;
  expect(await waiting).toMatchObject({ code: 'CONNECTION_ENDED' });
  expect(sockets).toHaveLength(1);
});

/** Counts what is told on a channel, and how often somebody began to listen. */
async function listenTo(sql: postgres.Sql, channel: string) {
  const told: string[] = [];
  let begun = 0;
  const { unlisten } = await sql.listen(
    channel,
    (word) => void told.push(word),
    () => void (begun += 1),
  );
  return { told, begun: () => begun, unlisten };
}

test('who listens on a connection that was lost hears what comes next once, and nothing once it has stopped', async () => {
  const { sql, cut } = cuttable(url);
  const one = await listenTo(sql, 'one');
  const two = await listenTo(sql, 'two');
  cut();
  await expect.poll(() => [one.begun(), two.begun()]).toEqual([2, 2]);
  await sql.notify('one', 'first');
  await expect.poll(() => one.told).toEqual(['first']);
  await one.unlisten();
  await sql.notify('one', 'second');
  await sql.notify('two', 'third');
  await expect.poll(() => two.told).toEqual(['third']);
  expect(one.told).toEqual(['first']);
});

/** Misspells the first LISTEN that is sent. */
function refuseListen(socket: Socket): void {
  const write = socket.write.bind(socket);
  const misspelling = (chunk: Buffer) => {
    const text = chunk.toString('latin1');
    if (!text.includes('listen "')) return write(chunk);
    Object.assign(socket, { write });
    return write(text.replace('listen "', 'lister "'), 'latin1');
  };
  Object.assign(socket, { write: misspelling });
}

test('who listens goes on listening though the database refused it at first', async () => {
  let connected = 0;
  const onSocket = (socket: Socket) => {
    connected += 1;
    if (connected === 2) refuseListen(socket);
  };
  const { sql, cut } = cuttable(url, { onSocket });
  const { told, begun } = await listenTo(sql, 'refused');
  cut();
  await expect.poll(begun).toBe(2);
  await sql.notify('refused', 'word');
  await expect.poll(() => told).toEqual(['word']);
});

test('who was refused to listen does not hear those who listen after it', async () => {
  let connected = 0;
  const onSocket = (socket: Socket) => {
    connected += 1;
    if (connected === 1) refuseListen(socket);
  };
  const { sql } = cuttable(url, { onSocket });
  const told: string[] = [];
  const listen = () => sql.listen('again', (word) => void told.push(word));
  await expect(listen()).rejects.toMatchObject({ code: '42601' });
  await listen();
  await sql.notify('again', 'word');
  await listenTo(sql, 'behind');
  expect(told).toEqual(['word']);
});

test('who stops listening while the database is away is not troubled by that', async () => {
  let away = false;
  const onSocket = (socket: Socket) => away && socket.destroy();
  const { sql, cut } = cuttable(url, { onSocket });
  const { unlisten } = await listenTo(sql, 'away');
  away = true;
  cut();
  await unlisten();
});

test('a statement that failed is forgotten', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { sql } = cuttable(url);
  const fail = async () => {
    const statement = sql.unsafe('select 1 / 0') as unknown as { strings: object };
    const strings = new WeakRef(statement.strings);
    await outcomeOf(statement as unknown as PromiseLike<unknown>);
    return strings;
  };
  const failed = await fail();
  await sql`select 1`;
  await new Promise(setImmediate);
  collect();
  expect(failed.deref()).toBeUndefined();
});
