import { type Transaction } from './connection.ts';
import { assetDays, marketDays, providerDays } from './market-days.ts';

/** A table of sums over facts. */
export interface Total {
  readonly table: string;
  readonly keys: readonly string[];
  readonly sums: readonly string[];
  /**
   * Facts of the blocks `from` < block <= `to`, summed by key, as an SQL query: a column for each key and sum. Never a row whose sums are all nothing, for
   * that is what is left of a key whose facts were all taken out.
   */
  readonly delta: (from: string, to: string) => string;
}

/** Of block time; a day is one of UTC. */
export const secondsOfDay = 86_400;

/** What an account was paid. What came back to a buyer is no earning. */
const earnings: Total = {
  table: 'earnings',
  keys: ['account', 'token', 'asset_id', 'role', 'day'],
  sums: ['amount', 'payments'],
  delta: (from, to) => `
    select account, token, asset_id, role, (paid_at / ${secondsOfDay})::integer as day,
      sum(amount) as amount, count(*) as payments
    from payments
    where block_number > ${from} and block_number <= ${to} and role not in ('refund', 'pass', 'slash')
    group by 1, 2, 3, 4, 5`,
};

export const totals: readonly Total[] = [earnings, marketDays, assetDays, providerDays];

/**
 * Adds the facts of a span of blocks to every total, or takes them out again before they are deleted: after the same facts, the sums are
 * the same however they came about.
 * @param from the last block before the span
 * @param sign 1 after facts were written, -1 before they are deleted
 */
export async function addToTotals(
  transaction: Transaction,
  from: number,
  to: number,
  sign: 1 | -1,
): Promise<void> {
  for (const { table, keys, sums, delta } of totals) {
    const name = transaction(table);
    const columns = transaction([...keys, ...sums]);
    const signed = sums.flatMap((sum) => [
      transaction`, `,
      sign === 1 ? transaction`${transaction(sum)}` : transaction`-${transaction(sum)}`,
    ]);
    const added = sums.flatMap((sum, index) => [
      index === 0 ? transaction`` : transaction`, `,
      transaction`${transaction(sum)} = ${name}.${transaction(sum)} + excluded.${transaction(sum)}`,
    ]);
    await transaction`
      insert into ${name} (${columns})
      select ${transaction([...keys])} ${signed} from (${transaction.unsafe(delta(String(from), String(to)))}) as delta
      on conflict (${transaction([...keys])}) do update set ${added}`;
    if (sign === 1) continue;
    const empty = sums.flatMap((sum, index) => [
      index === 0 ? transaction`` : transaction` and `,
      transaction`${transaction(sum)} = 0`,
    ]);
    await transaction`delete from ${name} where ${empty}`;
  }
}
