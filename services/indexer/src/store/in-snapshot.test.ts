import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, chainTables } from '../testing/chain-tables.ts';
import { marketSchema, type Transaction } from './connection.ts';
import { holdSnapshot } from './hold-snapshot.ts';
import { inSnapshot } from './in-snapshot.ts';
import { migrateMarket } from './migrate-chain.ts';

const chainId = 31337;
let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables([chainId]);
  await tables.sql`
    insert into balances (token, account, credited, withdrawn, spent)
    values (${account('1')}, ${account('a')}, 5, 0, 0)`;
});
afterAll(() => tables.close());

/** Puts tables with the same rows in the place of the live ones, as a rebuild does. */
async function swap(): Promise<void> {
  const live = marketSchema(chainId);
  await tables.sql`drop schema if exists ${tables.sql(`${live}_old`)} cascade`;
  const { sql } = tables;
  await migrateMarket(sql, `${live}_next`);
  await sql.begin(async (transaction) => {
    await transaction`insert into ${transaction(`${live}_next`)}.balances select * from balances`;
    await transaction`alter schema ${transaction(live)} rename to ${transaction(`${live}_old`)}`;
    await transaction`alter schema ${transaction(`${live}_next`)} rename to ${transaction(live)}`;
  });
}

const creditNow = async (transaction: Transaction) => {
  const [row] = await transaction<
    { credited: string | null }[]
  >`select sum(credited) as credited from balances`;
  return row?.credited ?? 'nothing';
};

test('tables that are swapped between two statements are read anew', async () => {
  const read: [string, string][] = [];
  const found = await inSnapshot(tables.sql, async (transaction) => {
    const first = await creditNow(transaction);
    if (read.length === 0) await swap();
    const pair: [string, string] = [first, await creditNow(transaction)];
    read.push(pair);
    return pair;
  });
  expect(found).toEqual(['5', '5']);
  // What is read without looking at the tables: the rows of the new ones are later than the snapshot.
  expect(read).toEqual([
    ['5', 'nothing'],
    ['5', '5'],
  ]);
});

test('a snapshot that is held begins after a swap that came while it was opened', async () => {
  let begun = 0;
  const held = await holdSnapshot(tables.sql, async (transaction) => {
    begun += 1;
    // The snapshot is taken here.
    await transaction`select 1`;
    if (begun === 1) await swap();
    return creditNow(transaction);
  });
  expect([begun, held.begun]).toEqual([2, '5']);
  await held.close();
});
