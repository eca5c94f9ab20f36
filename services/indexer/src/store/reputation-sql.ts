import { reputationCap, reputationHalfLife, reputationPrior } from '@atoll/sdk/reputation';
import { decaySql } from './decay-sql.ts';

/** The score, in thousandths, that everybody starts with. */
const middle = 3_000n;

/**
 * SQL of what each buyer's ratings weigh: provider, token, buyer, weight, scored (weights times thousandths of scores) and ratings.
 *
 * @param asked SQL of a query of the columns provider, token, after and until (blocks whose ratings count: after < block <= until) and
 * as_of (block time)
 */
export const weighedSql = (asked: string): string => `
  select provider, token, buyer, sum(weight) as weight, sum(weight * score) * 1000 as scored, count(*) as ratings
  from (
    select r.provider, r.token, r.buyer, r.score,
      ${decaySql('r.paid', 'a.as_of - r.job_ended_at', Number(reputationHalfLife))} as weight
    from (${asked}) a join ratings r on r.provider = a.provider and r.token = a.token
    where r.counted and r.block_number > a.after and r.block_number <= a.until
    -- so that the weight is computed once for each rating
    offset 0
  ) as weighed
  group by provider, token, buyer`;

/**
 * SQL of the scores of providers by the formula of docs/economics.md, "Reputation", in the integers of the SDK's `reputationOf`: provider,
 * token, score (thousandths), weight, scored, buyers and ratings; nothing in a token whose decimals are not known.
 *
 * @param raters SQL of a table of the columns of {@link weighedSql}
 */
export function scoresSql(raters: string): string {
  const capped = `least(weight, ${reputationCap} * whole)`;
  return `
    select provider, token, buyers, ratings, weight::numeric(78, 0), scored::numeric(78, 0),
      div(${reputationPrior * middle} * whole + scored, ${reputationPrior} * whole + weight)::integer as score
    from (
      select r.provider, r.token, whole, count(*) as buyers, sum(ratings)::bigint as ratings, sum(${capped}) as weight,
        sum(case when weight = 0 then 0 else div(scored * ${capped}, weight) end) as scored
      from ${raters} r join (select token, power(10::numeric, decimals) as whole from tokens) t on t.token = r.token
      group by r.provider, r.token, whole
    ) as sums`;
}
