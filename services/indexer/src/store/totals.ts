import type { Transaction } from './connection.ts';
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

/** The statements by which a span's facts are added to a total, or taken out of it: `$1` < block <= `$2`. */
function statementsOf(
  { table, keys, sums, delta }: Total,
  sign: 1 | -1,
): { add: string; clear: string | undefined } {
  const signed = sums.map((sum) => (sign === 1 ? sum : `-${sum}`));
  const added = sums.map((sum) => `${sum} = ${table}.${sum} + excluded.${sum}`);
  return {
    add: `
      insert into ${table} (${[...keys, ...sums].join(', ')})
      select ${[...keys, ...signed].join(', ')} from (${delta('$1::bigint', '$2::bigint')}) as delta
      on conflict (${keys.join(', ')}) do update set ${added.join(', ')}`,
    clear:
      sign === 1 ? undefined : `delete from ${table} where ${sums.map((sum) => `${sum} = 0`).join(' and ')}`,
  };
}

const statements = {
  [1]: totals.map((total) => statementsOf(total, 1)),
  [-1]: totals.map((total) => statementsOf(total, -1)),
};

/**
 * Adds the facts of a span of blocks to every total, or takes them out again before they are deleted: after the same facts, the sums are
 * the same however they came about. Sent without waiting for each answer.
 * @param from the last block before the span
 * @param sign 1 after facts were written, -1 before they are deleted
 */
export async function addToTotals(
  transaction: Transaction,
  from: number,
  to: number,
  sign: 1 | -1,
): Promise<void> {
  await Promise.all(
    statements[sign].flatMap(({ add, clear }) => [
      transaction.unsafe(add, [String(from), String(to)], { prepare: true }),
      ...(clear === undefined ? [] : [transaction.unsafe(clear)]),
    ]),
  );
}
