import { freePort } from '@atoll/tests/support/ports';
import { testDatabase } from '@atoll/tests/support/test-database';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { cuttable } from './cuttable-fixture.ts';
import { isDatabaseAway } from './database-away.ts';
import { problemOf } from './problem.ts';

const failureOf = (statement: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(statement).then(
    () => undefined,
    (error: unknown) => error,
  );

function open(url: string) {
  const sql = postgres(url, { max: 1, connect_timeout: 5 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

test('a database that is away is told as such, whoever asked it, and is worth another try', async () => {
  const sql = open(`postgres://nobody@127.0.0.1:${await freePort()}/none`);
  for (const failure of [
    await failureOf(sql`select 1`),
    await failureOf(drizzle({ client: sql }).execute('select 1')),
  ]) {
    expect(isDatabaseAway(failure)).toBe(true);
    expect(problemOf(failure, 'r')).toMatchObject({
      code: 'database_unavailable',
      status: 503,
      retryable: true,
    });
  }
});

test('a session that the server ends is told as such', async () => {
  const { url } = await testDatabase();
  const [sql, other] = [open(url), open(url)];
  const [own] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const failure = failureOf(sql`select pg_sleep(60)`);
  await expect
    .poll(() => other`select from pg_stat_activity where pid = ${own?.pid ?? 0} and wait_event = 'PgSleep'`)
    .toHaveLength(1);
  await other`select pg_terminate_backend(${own?.pid ?? 0})`;
  expect(isDatabaseAway(await failure)).toBe(true);
});

test('a connection that a transaction loses between two statements is told as such', async () => {
  const { url } = await testDatabase();
  const { sql, cut } = cuttable(url);
  let late: unknown;
  const failure = failureOf(
    sql.begin(async (inside) => {
      await inside`select 1`;
      cut();
      late = await failureOf(inside`select 2`);
    }),
  );
  expect(isDatabaseAway(await failure)).toBe(true);
  await expect.poll(() => isDatabaseAway(late)).toBe(true);
});

test('what the database refuses, and what another service does not answer, stays a fault of the service', async () => {
  const { url } = await testDatabase();
  const refused = await failureOf(open(url)`select 1 / 0`);
  const elsewhere = await failureOf(fetch(`http://127.0.0.1:${await freePort()}/`));
  for (const failure of [refused, elsewhere]) {
    expect(isDatabaseAway(failure)).toBe(false);
    expect(problemOf(failure, 'r')).toMatchObject({ code: 'internal', status: 500 });
  }
});
