import { type Transaction } from './connection.ts';

/** A table of sums over facts. */
interface Total {
  readonly table: string;
  readonly keys: readonly string[];
  readonly sums: readonly string[];
  /** Facts of the blocks `from` < block <= `to`, summed by key: a column for each key and sum. */
  readonly delta: (transaction: Transaction, from: number, to: number) => ReturnType<Transaction>;
}

const secondsOfDay = 86_400;

/** What an account was paid. What came back to a buyer is no earning. */
const earnings: Total = {
  table: 'earnings',
  keys: ['account', 'token', 'asset_id', 'role', 'day'],
  sums: ['amount', 'payments'],
  delta: (transaction, from, to) => transaction`
    select account, token, asset_id, role, (paid_at / ${secondsOfDay})::integer as day,
      sum(amount) as amount, count(*) as payments
    from payments
    where block_number > ${from} and block_number <= ${to} and role not in ('refund', 'pass', 'slash')
    group by 1, 2, 3, 4, 5`,
};

/** What the market did. Value counts on the day on which it was paid. */
const marketDays: Total = {
  table: 'market_days',
  keys: ['day', 'token'],
  sums: ['orders', 'released', 'withheld', 'failed', 'refunded', 'compute_seconds', 'volume', 'fees'],
  delta: (transaction, from, to) => transaction`
    select day, token, sum(orders)::bigint as orders, sum(released)::bigint as released, sum(withheld)::bigint as withheld,
      sum(failed)::bigint as failed, sum(refunded)::bigint as refunded, sum(compute_seconds) as compute_seconds,
      sum(volume) as volume, sum(fees) as fees
    from (
      select (reached_at / ${secondsOfDay})::integer as day, token,
        (state = 'open')::integer as orders,
        (outcome is not distinct from 'released')::integer as released,
        (outcome is not distinct from 'withheld')::integer as withheld,
        (outcome is not distinct from 'algorithm_failed')::integer as failed,
        (state = 'ended' and outcome not in ('released', 'withheld', 'algorithm_failed'))::integer as refunded,
        case when state = 'ended' then coalesce(compute_seconds, 0) else 0 end as compute_seconds,
        0::numeric as volume, 0::numeric as fees
      from job_states where block_number > ${from} and block_number <= ${to}
      union all
      select (paid_at / ${secondsOfDay})::integer, token, 0, 0, 0, 0, 0, 0,
        case when role in ('refund', 'pass', 'slash') then 0 else amount end,
        case when role = 'fee' then amount else 0 end
      from payments where block_number > ${from} and block_number <= ${to}
    ) as facts
    group by 1, 2`,
};

const totals: readonly Total[] = [earnings, marketDays];

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
      select ${transaction([...keys])} ${signed} from (${delta(transaction, from, to)}) as delta
      on conflict (${transaction([...keys])}) do update set ${added}`;
    if (sign === 1) continue;
    const empty = sums.flatMap((sum, index) => [
      index === 0 ? transaction`` : transaction` and `,
      transaction`${transaction(sum)} = 0`,
    ]);
    await transaction`delete from ${name} where ${empty}`;
  }
}
