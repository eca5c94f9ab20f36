import type { Transaction } from './connection.ts';
import { earnings } from './earnings.ts';
import { assetDays, marketDays, providerDays } from './market-days.ts';
import { spanOf, spans, type Total } from './total.ts';

/** Each after those that it is summed from. */
export const totals: readonly Total[] = [earnings, providerDays, marketDays, assetDays];

/**
 * The statement by which a span's facts are added to all totals, or taken out of them: `$1` < block <= `$2`. One for all, so that what
 * several are summed from is read and summed once.
 */
function additionOf(sign: 1 | -1): string {
  const adding = totals.map(({ table, keys, sums }) => {
    const signed = sums.map((sum) => (sign === 1 ? sum : `-${sum}`));
    const added = sums.map((sum) => `${sum} = ${table}.${sum} + excluded.${sum}`);
    return `to_${table} as (
      insert into ${table} (${[...keys, ...sums].join(', ')})
      select ${[...keys, ...signed].join(', ')} from ${spanOf(table)}
      on conflict (${keys.join(', ')}) do update set ${added.join(', ')})`;
  });
  return `with ${spans(totals, '$1::bigint', '$2::bigint')}, ${adding.join(', ')} select`;
}

const additions = { [1]: additionOf(1), [-1]: additionOf(-1) };

/** Takes away what has nothing left. */
const clearings = totals.map(
  ({ table, sums }) => `delete from ${table} where ${sums.map((sum) => `${sum} = 0`).join(' and ')}`,
);

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
  await Promise.all([
    transaction.unsafe(additions[sign], [String(from), String(to)], { prepare: true }),
    ...(sign === 1 ? [] : clearings.map((clearing) => transaction.unsafe(clearing))),
  ]);
}
