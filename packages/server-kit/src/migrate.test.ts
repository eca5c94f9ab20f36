import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@atoll/tests/support/test-database';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from './database.ts';
import { migrate, MigrationFailed, MigrationRefused } from './migrate.ts';

const { url } = await testDatabase();

function open() {
  const database = openDatabase({ url, schema: {}, application: 'migrate.test' });
  onTestFinished(() => database.close());
  return database;
}

async function directoryWith(files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-migrate-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'pearl-diver'));
  for (const [name, text] of Object.entries(files))
    await writeFile(join(directory, 'pearl-diver', name), text);
  return directory;
}

const one = {
  '0001_pearls.sql': 'create table pearls (id bigint primary key, price numeric(78,0) not null);',
};
const two = {
  ...one,
  '0002_size.sql': 'alter table pearls add column size bigint; insert into pearls values (1, 10, 3);',
};

beforeEach(async () => {
  const { sql } = open();
  await sql`drop schema if exists pearl_diver cascade`;
});

test('files are applied in order, once, into the schema of the service', async () => {
  const { sql } = open();
  const input = { sql, directory: await directoryWith(two), service: 'pearl-diver' };
  expect(await migrate(input)).toEqual(['0001_pearls.sql', '0002_size.sql']);
  expect(await migrate(input)).toEqual([]);
  expect(await sql`select * from pearl_diver.pearls`).toEqual([{ id: 1n, price: '10', size: 3n }]);
});

test('two processes may start at once: each file is applied by one of them', async () => {
  const directory = await directoryWith(two);
  const applied = await Promise.all(
    [open(), open(), open()].map(({ sql }) => migrate({ sql, directory, service: 'pearl-diver' })),
  );
  expect(applied.flat().sort()).toEqual(['0001_pearls.sql', '0002_size.sql']);
});

test('a file that fails leaves the database as it was before it, and those before it applied', async () => {
  const { sql } = open();
  const directory = await directoryWith({
    ...one,
    '0002_bad.sql': 'create table shells (id int); select nonsense;',
  });
  const run = migrate({ sql, directory, service: 'pearl-diver' });
  await expect(run).rejects.toThrow(MigrationFailed);
  await expect(run).rejects.toThrow('migration 0002_bad.sql failed: column "nonsense" does not exist');
  const tables =
    await sql`select table_name from information_schema.tables where table_schema = 'pearl_diver'`;
  expect(tables.map((row) => String(row['table_name'])).sort()).toEqual(['migrations', 'pearls']);
});

test.each([
  ['changed', { '0001_pearls.sql': 'select 1;' }, '0001_pearls.sql was changed after it had been applied'],
  ['missing', {}, 'the database has applied 0001_pearls.sql, which is not in the directory'],
  [
    'preceded by a new one',
    { ...one, '0000_late.sql': 'select 1;' },
    '0000_late.sql comes before 0001_pearls.sql',
  ],
  ['named otherwise', { ...one, 'more.sql': 'select 1;' }, 'is not named NNNN_name.sql'],
  ['numbered twice', { ...one, '0001_shells.sql': 'select 1;' }, 'have the same number'],
])('a history with a file that is %s is refused with a sentence', async (_name, files, sentence) => {
  const { sql } = open();
  await migrate({ sql, directory: await directoryWith(one), service: 'pearl-diver' });
  const run = migrate({ sql, directory: await directoryWith(files), service: 'pearl-diver' });
  await expect(run).rejects.toThrow(MigrationRefused);
  await expect(run).rejects.toThrow(sentence);
});

test('line ends of another system are no change', async () => {
  const { sql } = open();
  const unix = await directoryWith({ '0001_a.sql': 'select 1;\nselect 2;\n' });
  await migrate({ sql, directory: unix, service: 'pearl-diver' });
  const windows = await directoryWith({ '0001_a.sql': 'select 1;\r\nselect 2;\r\n' });
  expect(await migrate({ sql, directory: windows, service: 'pearl-diver' })).toEqual([]);
});
