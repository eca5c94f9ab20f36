import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';

const migrations = mkdtempSync(join(tmpdir(), 'atoll-test-'));
afterAll(() => rmSync(migrations, { recursive: true }));
mkdirSync(join(migrations, 'pearl-diver'));
writeFileSync(
  join(migrations, 'pearl-diver', '0001_pearls.sql'),
  'create table pearls (id bigint primary key);',
);

const databases = await Promise.all(
  [1, 2, 3].map(() => testDatabase({ service: 'pearl-diver', migrations })),
);

test('each database starts as the migrated template and is nobody else’s', async () => {
  for (const [index, { url }] of databases.entries()) {
    const sql = postgres(url, { max: 1 });
    await sql`insert into pearl_diver.pearls values (${index})`;
    expect(await sql`select id::int from pearl_diver.pearls`).toEqual([{ id: index }]);
    await sql.end();
  }
});
