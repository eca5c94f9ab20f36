import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase, dropDatabase, startPostgres } from './postgres.ts';
import { startOf } from './run-files.ts';
import { ConnectionsLeaked, expectNoConnections, testDatabase } from './test-database.ts';
import { waitFor } from './wait.ts';

const { url, name } = await testDatabase();

async function ask(at: string, query: string): Promise<postgres.RowList<postgres.Row[]>> {
  const sql = postgres(at, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(query);
  } finally {
    await sql.end();
  }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'atoll-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a test has a real Postgres 18 and a database of its own', async () => {
  const [row] = await ask(
    url,
    'select current_database() as name, current_setting($$server_version_num$$)::int as version',
  );
  expect(row).toMatchObject({ name });
  expect(Number(row?.['version'])).toBeGreaterThanOrEqual(180_000);
});

test('the server listens on loopback alone and wants its password', async () => {
  const [row] = await ask(url, 'show listen_addresses');
  expect(row).toEqual({ listen_addresses: '127.0.0.1' });
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
});

test('two servers run side by side, and a stopped one leaves no folder behind', async () => {
  const [one, two] = await Promise.all([startPostgres({ fast: true }), startPostgres({ fast: true })]);
  expect(one.port).not.toBe(two.port);
  const [row] = await ask(one.url(), 'show data_directory');
  await Promise.all([one.stop(), two.stop()]);
  expect(() => readFileSync(join(String(row?.['data_directory']), 'PG_VERSION'))).toThrow('ENOENT');
});

test('a kept database is there after a stop, and after a kill with its lock file left behind', async () => {
  const directory = folder();
  const first = await startPostgres({ directory, fast: true });
  const database = await first.createDatabase('kept');
  await ask(database, 'create table pearls as select 7 as id');
  await first.stop();

  const second = await startPostgres({ directory, fast: true });
  const [place] = await ask(second.url(), 'show data_directory');
  const lock = join(String(place?.['data_directory']), 'postmaster.pid');
  const text = readFileSync(lock, 'utf8');
  const pid = Number(text.split('\n')[0]);
  await expect(startPostgres({ directory, fast: true })).rejects.toThrow(`is in use by process ${pid}`);
  await ask(second.url(), 'checkpoint');
  process.kill(pid, 'SIGKILL');
  await waitFor('the end of the server', () => startOf(pid) === undefined);
  await second.stop();
  // As if the number had gone to another program since.
  writeFileSync(lock, text.replace(/^\d+/, String(process.pid)));

  const third = await startPostgres({ directory, fast: true });
  expect(await ask(third.url('kept'), 'select id from pearls')).toEqual([{ id: 7 }]);
  await third.stop();
});

test('a connection that is left open is reported with its name', async () => {
  const adminUrl = inject('postgres');
  await createDatabase(adminUrl, 'leaky');
  onTestFinished(() => dropDatabase(adminUrl, 'leaky'));
  const leaky = new URL(adminUrl);
  leaky.pathname = '/leaky';
  const sql = postgres(leaky.href, { max: 1, connection: { application_name: 'forgetful' } });
  await sql`select 1`;
  await expect(expectNoConnections(adminUrl, 'leaky')).rejects.toThrow(ConnectionsLeaked);
  await sql.end();
  await expectNoConnections(adminUrl, 'leaky');
});
