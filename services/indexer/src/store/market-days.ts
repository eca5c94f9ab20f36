import { type Total } from './totals.ts';

const secondsOfDay = 86_400;

type Span = readonly [from: string, to: string];

/** What counts of the states of jobs: orders on their day, ends on the day of the end. Only ends that pay compute count its seconds. */
const counts = ['orders', 'released', 'withheld', 'failed', 'refunded'] as const;

const stateCounts = `
  (s.state = 'open')::integer as orders,
  (s.outcome is not distinct from 'released')::integer as released,
  (s.outcome is not distinct from 'withheld')::integer as withheld,
  (s.outcome is not distinct from 'algorithm_failed')::integer as failed,
  coalesce(s.outcome in ('provider_failed', 'refused', 'cancelled', 'expired'), false)::integer as refunded,
  case when s.outcome in ('released', 'withheld', 'algorithm_failed') then coalesce(s.compute_seconds, 0) else 0 end as compute_seconds`;

const countSums = `
  sum(orders)::bigint as orders, sum(released)::bigint as released, sum(withheld)::bigint as withheld,
  sum(failed)::bigint as failed, sum(refunded)::bigint as refunded`;

const noCounts = `0 as orders, 0, 0, 0, 0`;

/** The states of a span that count: orders and ends. */
const statesOf = ([from, to]: Span) => `
  s.state <> 'reported' and s.block_number > ${from} and s.block_number <= ${to}`;

/** Payments of a span out of the escrow to others than the buyer. A slash is paid from collateral. */
const paidOut = ([from, to]: Span) => `
  p.role not in ('refund', 'pass', 'slash') and p.block_number > ${from} and p.block_number <= ${to}`;

const dayOf = (column: string) => `(${column} / ${secondsOfDay})::integer`;

/** What the market did in a token on a day. Value counts on the day on which it was paid. */
export const marketDays: Total = {
  table: 'market_days',
  keys: ['day', 'token'],
  sums: [...counts, 'compute_seconds', 'volume', 'fees'],
  delta: (...span) => `
      select day, token, ${countSums}, sum(compute_seconds) as compute_seconds, sum(volume) as volume, sum(fees) as fees
      from (
        select ${dayOf('s.reached_at')} as day, s.token, ${stateCounts}, 0::numeric as volume, 0::numeric as fees
        from job_states s where ${statesOf(span)}
        union all
        select ${dayOf('p.paid_at')}, p.token, ${noCounts}, 0, p.amount,
          case when p.role = 'fee' then p.amount else 0 end
        from payments p where ${paidOut(span)}
      ) as facts
      group by 1, 2`,
};

/** The same of one asset, as dataset or algorithm, and what was paid for it. */
export const assetDays: Total = {
  table: 'asset_days',
  keys: ['asset_id', 'token', 'day'],
  sums: [...counts, 'earned'],
  delta: (...span) => `
      select asset_id, token, day, ${countSums}, sum(earned) as earned
      from (
        select asset_id, s.token, ${dayOf('s.reached_at')} as day, ${stateCounts}, 0::numeric as earned
        from job_states s
        join jobs j using (job_id)
        -- an asset that an order names both as data and as algorithm took part in it once
        cross join lateral (select distinct unnest(j.datasets || j.algorithm) as asset_id) as legs
        where ${statesOf(span)}
        union all
        select p.asset_id, p.token, ${dayOf('p.paid_at')}, ${noCounts}, 0, p.amount
        from payments p where p.asset_id <> 0 and ${paidOut(span)}
      ) as facts
      group by 1, 2, 3`,
};

/** The same of one provider, and what was paid for its compute. */
export const providerDays: Total = {
  table: 'provider_days',
  keys: ['provider', 'token', 'day'],
  sums: [...counts, 'compute_seconds', 'earned'],
  delta: (...span) => `
      select provider, token, day, ${countSums}, sum(compute_seconds) as compute_seconds, sum(earned) as earned
      from (
        select j.provider, s.token, ${dayOf('s.reached_at')} as day, ${stateCounts}, 0::numeric as earned
        from job_states s join jobs j using (job_id) where ${statesOf(span)}
        union all
        select j.provider, p.token, ${dayOf('p.paid_at')}, ${noCounts}, 0, p.amount
        from payments p join jobs j using (job_id) where p.role = 'compute' and ${paidOut(span)}
      ) as facts
      group by 1, 2, 3`,
};
