import { testDatabase } from '@atoll/tests/support/test-database';
import { expect, test } from 'vitest';
import { Needs } from '../project/needs.ts';
import { WorkingSet } from '../project/working-set.ts';
import { connectTo, lookUps } from './connection.ts';
import { loadRows } from './load-rows.ts';
import { migrateChain } from './migrate-chain.ts';

const chainId = 31337;
const account = (at: number) => `0x${at.toString(16).padStart(40, '0')}` as const;
const token = account(0xe5);

/** Has the rows of three accounts loaded. @returns how many rows of the table were read one after the other for that */
async function readForThree(sql: ReturnType<typeof connectTo>): Promise<number> {
  const needs = new Needs();
  const rows = new WorkingSet();
  for (const at of [1, 2, 3]) needs.add('balances', { token, account: account(at) });
  return sql.begin(async (transaction) => {
    await loadRows(transaction, rows, needs);
    expect(rows.loaded('balances', { token, account: account(2) })?.credited).toBe(2n);
    const [found] = await transaction<{ read: bigint }[]>`
      select seq_tup_read as read from pg_stat_xact_user_tables where relname = 'balances'`;
    return Number(found?.read ?? -1);
  });
}

test('rows are found by their keys also when the statement was prepared while the table was small', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId, application: 'test', connections: 1, settings: lookUps });
  await migrateChain(sql, chainId);
  const add = (from: number, to: number) => sql`
    insert into balances (token, account, credited, withdrawn, spent)
    select ${token}, decode(lpad(to_hex(at), 40, '0'), 'hex'), at, 0, 0 from generate_series(${from}::int, ${to}::int) as at`;
  await add(1, 60);
  // Else the growing table might be counted, and the statement planned anew.
  await sql`alter table balances set (autovacuum_enabled = false)`;
  // The planner knows of the 60: to read them all is the cheapest then, and after five times it plans no more.
  await sql`analyze balances`;
  for (let time = 0; time < 8; time += 1) await readForThree(sql);
  await add(61, 30_000);
  expect(await readForThree(sql)).toBe(0);
  await sql.end();
});
