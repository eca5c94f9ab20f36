import { earnings } from './earnings.ts';
import { secondsOfDay, spanOf, type Total } from './total.ts';

type Span = readonly [from: string, to: string];

/** What counts of a job: its order on the day of the order, its end on the day of the end. Only ends that pay compute count its seconds. */
const counts = ['orders', 'released', 'withheld', 'failed', 'refunded'] as const;

const countSums = `
  sum(orders)::bigint as orders, sum(released)::bigint as released, sum(withheld)::bigint as withheld,
  sum(failed)::bigint as failed, sum(refunded)::bigint as refunded`;

const noCounts = `0 as orders, 0, 0, 0, 0`;

const dayOf = (column: string) => `(${column} / ${secondsOfDay})::integer`;

/**
 * Orders and ends of a span, each with its day, token and counts, `compute_seconds` and the named columns of its job.
 * @param more what is added to `from jobs as j`
 */
const jobsOf = ([from, to]: Span, columns: readonly string[], more = '') => `
  select ${[dayOf('j.ordered_at'), 'j.token', ...columns].join(', ')},
    1 as orders, 0 as released, 0 as withheld, 0 as failed, 0 as refunded, 0::bigint as compute_seconds
  from jobs as j ${more}
  where j.ordered_block > ${from} and j.ordered_block <= ${to}
  union all
  select ${[dayOf('j.ended_at'), 'j.token', ...columns].join(', ')},
    0, (j.outcome = 'released')::integer, (j.outcome = 'withheld')::integer, (j.outcome = 'algorithm_failed')::integer,
    (j.outcome in ('provider_failed', 'refused', 'cancelled', 'expired'))::integer,
    case when j.outcome in ('released', 'withheld', 'algorithm_failed') then coalesce(j.compute_seconds, 0) else 0 end
  from jobs as j ${more}
  where j.ended_block > ${from} and j.ended_block <= ${to}`;

/** What a provider did in a token on a day, and what was paid for its compute: value counts on the day on which it was paid. */
export const providerDays: Total = {
  table: 'provider_days',
  keys: ['provider', 'token', 'day'],
  sums: [...counts, 'compute_seconds', 'earned'],
  from: [],
  sum: (...span) => `
      select provider, token, day, ${countSums}, sum(compute_seconds) as compute_seconds, sum(earned) as earned
      from (
        select *, 0::numeric as earned from (${jobsOf(span, ['j.provider'])}) as j (day, token)
        union all
        select ${dayOf('p.paid_at')}, p.token, j.provider, ${noCounts}, 0, p.amount
        from payments p join jobs j using (job_id)
        where p.role = 'compute' and p.block_number > ${span[0]} and p.block_number <= ${span[1]}
      ) as facts
      group by 1, 2, 3`,
};

/** What the market did: all that its providers did, and all that anybody earned, a fee for whom it was. */
export const marketDays: Total = {
  table: 'market_days',
  keys: ['day', 'token'],
  sums: [...counts, 'compute_seconds', 'volume', 'fees'],
  from: [earnings, providerDays],
  sum: () => `
      select day, token, ${countSums}, sum(compute_seconds)::bigint as compute_seconds, sum(volume) as volume, sum(fees) as fees
      from (
        select day, token, ${counts.join(', ')}, compute_seconds, 0::numeric as volume, 0::numeric as fees
        from ${spanOf('provider_days')}
        union all
        select day, token, ${noCounts}, 0, amount, case when role = 'fee' then amount else 0 end from ${spanOf('earnings')}
      ) as facts
      group by 1, 2`,
};

/** Every asset of an order, once: its datasets are told apart already, but it may name one of them as algorithm too. */
const legs = `
  cross join lateral unnest(
    case when j.algorithm = any (j.datasets) then j.datasets else j.datasets || j.algorithm end
  ) as leg (asset_id)`;

/** What was done with an asset, as dataset or algorithm, and what was paid for it. */
export const assetDays: Total = {
  table: 'asset_days',
  keys: ['asset_id', 'token', 'day'],
  sums: [...counts, 'earned'],
  from: [earnings],
  sum: (...span) => `
      select asset_id, token, day, ${countSums}, sum(earned) as earned
      from (
        select *, 0::numeric as earned from (${jobsOf(span, ['leg.asset_id'], legs)}) as j (day, token)
        union all
        select day, token, asset_id, ${noCounts}, 0, amount from ${spanOf('earnings')} where asset_id <> 0
      ) as facts
      group by 1, 2, 3`,
};
