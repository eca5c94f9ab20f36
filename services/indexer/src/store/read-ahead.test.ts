import { testDatabase } from '@atoll/tests/support/test-database';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlacedEvent } from '../decode/market-event.ts';
import { credit } from '../project/credit.ts';
import type { AnyStep } from '../project/projection.ts';
import { WorkingSet } from '../project/working-set.ts';
import { allEnded } from './all-ended.ts';
import { connectTo } from './connection.ts';
import { migrateChain } from './migrate-chain.ts';
import { ReadAhead } from './read-ahead.ts';
import { sendRows } from './save-rows.ts';

const chainId = 31337;
const token = `0x${'e5'.repeat(20)}` as const;
const accounts = 5;
const keyOf = (account: number) => ({ token, account: `0x${'a'.repeat(39)}${account}` as const });

/**
 * An account that is credited one unit.
 * Guarantee: only `step` sees it, which reads the account by `accountOf`, and `fold`, which asks for name and block.
 */
const credited = (account: number): PlacedEvent => ({ name: 'credited', blockNumber: 1, account }) as never;
const accountOf = (event: PlacedEvent): number => (event as unknown as { account: number }).account;

const step: AnyStep = {
  reads: (event, read) => read('balances', keyOf(accountOf(event))),
  apply: (rows, event) => {
    credit(rows, keyOf(accountOf(event)), 1n);
    return true;
  },
};

/** Spans of events by the account that each credits, and whether what a span came to is written and forgotten after it. */
const spans = fc.array(
  fc.record({ of: fc.array(fc.nat({ max: accounts - 1 }), { maxLength: 4 }), written: fc.boolean() }),
  { maxLength: 12 },
);

test('sums are right however events fell into spans, and whenever their rows were written and forgotten', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId, application: 'test', connections: 2 });
  await migrateChain(sql, chainId);
  await fc.assert(
    fc.asyncProperty(spans, async (each) => {
      await sql`truncate balances`;
      const rows = new WorkingSet({ empty: true });
      const write = async () => {
        await sql.begin(async (transaction) => allEnded(await sendRows(transaction, rows)));
        rows.written();
        rows.forget(0);
      };
      const ahead = new ReadAhead<{ events: PlacedEvent[]; final: number; written: boolean }>({
        ...{ sql, rows, steps: new Map([['credited', [step]]]) },
        onFolded: ({ written }) => (written ? write() : undefined),
      });
      for (const { of, written } of each) {
        await ahead.add({ events: of.map(credited), final: 1, written }, () => undefined);
      }
      await ahead.flush();
      await write();
      const found = await sql<
        { account: string; credited: string }[]
      >`select account, credited from balances`;
      const sums = Array.from({ length: accounts }, (_, account) => ({
        account: keyOf(account).account,
        credited: String(each.flatMap(({ of }) => of).filter((one) => one === account).length),
      }));
      expect(found).toHaveLength(sums.filter(({ credited: sum }) => sum !== '0').length);
      expect(sums).toEqual(expect.arrayContaining([...found]));
    }),
    { numRuns: 100 },
  );
  await sql.end();
});

test('what the database throws comes to whoever folds the span, and is no rejection that nobody takes', async () => {
  const { url } = await testDatabase();
  const sql = connectTo({ url, chainId, application: 'test', connections: 1 });
  // Without tables, nothing can be looked up.
  const ahead = new ReadAhead({
    ...{ sql, rows: new WorkingSet(), steps: new Map([['credited', [step]]]) },
    onFolded: () => undefined,
  });
  await ahead.add({ events: [credited(1)], final: 1 }, () => undefined);
  await expect(ahead.flush()).rejects.toThrow('balances');
  await sql.end();
});
