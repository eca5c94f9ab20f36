import { migrateChain } from '@atoll/indexer/store/migrate-chain';
import type { Sql } from '@atoll/indexer/store/connection';
import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployment } from '../history/deployment.ts';
import { addAssets, addOrders, drawOrders, openMirror, settleDown } from './fill-mirror.ts';

let sql: Sql;
beforeAll(async () => {
  sql = openMirror((await testDatabase()).url);
  await migrateChain(sql, deployment.chainId);
});
afterAll(() => sql.end());

/** A row with a value of its type in every column that wants one. */
async function plant(table: string, given: Record<string, string>): Promise<void> {
  const columns = await sql<{ column_name: string; data_type: string }[]>`
    select column_name, data_type from information_schema.columns
    where table_name = ${table} and table_schema = any (current_schemas(false)) and is_nullable = 'NO'`;
  const plain: Record<string, string> = {
    bytea: `'\\x${'ab'.repeat(20)}'`,
    text: `'open'`,
    boolean: 'false',
    ARRAY: `'{7,8}'`,
  };
  const values = columns.map(({ column_name, data_type }) => given[column_name] ?? plain[data_type] ?? '1');
  await sql.unsafe(
    `insert into ${table} (${columns.map(({ column_name }) => column_name).join(', ')}) values (${values.join(', ')})`,
  );
}

const count = async (table: string): Promise<number> => {
  const [row] = await sql.unsafe<{ total: bigint }[]>(`select count(*) as total from ${table}`);
  return Number(row?.total);
};

test('a mirror is filled with orders like its own, each with a place and datasets of its own', async () => {
  await plant('jobs', { job_id: `'\\x01'` });
  await plant('jobs', { job_id: `'\\x02'`, ordered_log: '2' });
  await addOrders(sql, 1_000);
  expect(await count('jobs')).toBe(1_002);
  expect(await count('(select distinct ordered_block, ordered_log from jobs) as places')).toBe(1_002);
  expect(await count('job_datasets')).toBe(1_000);
  const orders = await drawOrders(sql, 900);
  expect(orders.length).toBe(900);
  // few are alike, and some buyers have several
  const buyers = new Set(orders.map(({ buyer }) => buyer)).size;
  expect(buyers).toBeGreaterThan(600);
  expect(buyers).toBeLessThan(900);
});

test('a mirror is filled with datasets whose verified documents are found by their words', async () => {
  await plant('assets', { asset_id: '7', kind: `'dataset'` });
  await addAssets(sql, 500);
  await settleDown(sql);
  expect(await count('assets')).toBe(501);
  const found = await count(
    `assets as a join documents as d on d.digest = a.metadata_digest and d.commitment = a.commitment
     where d.search @@ websearch_to_tsquery('english', (select split_part(body->>'name', ' ', 1) from documents limit 1))`,
  );
  expect(found).toBeGreaterThan(0);
});
