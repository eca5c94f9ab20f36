import { reputationCap, reputationHalfLife, reputationPrior } from '@atoll/sdk/reputation';
import { decaySql } from './decay-sql.ts';

/** The score, in thousandths, that everybody starts with. */
const middle = 3_000;

/**
 * SQL of the scores of providers by the formula of docs/economics.md, "Reputation", in the integers of the SDK's `reputationOf`.
 *
 * @param asked SQL of a query of the columns provider, token, block (ratings up to it count) and time (block time of the question)
 * @returns SQL of a query of provider, token, score (thousandths), weight, scored, buyers, ratings and as_of; no row for a provider
 * without a rating that counts, nor in a token whose decimals are not known
 */
export function scoresSql(asked: string): string {
  const capped = `least(weight, ${reputationCap} * whole)`;
  return `
    with asked as materialized (${asked}), weighed as not materialized (
      select r.provider, r.token, r.buyer, r.score,
        ${decaySql('r.paid', 'a.time - r.job_ended_at', Number(reputationHalfLife))} as weight
      from asked a join ratings r on r.provider = a.provider and r.token = a.token
      where r.counted and r.block_number <= a.block
      -- so that the weight is computed once for each rating
      offset 0
    ), raters as (
      select provider, token, count(*) as ratings, sum(weight) as weight, sum(weight * score) * 1000 as scored
      from weighed group by provider, token, buyer
    ), sums as (
      select r.provider, r.token, whole, count(*) as buyers, sum(ratings)::bigint as ratings, sum(${capped}) as weight,
        sum(case when weight = 0 then 0 else div(scored * ${capped}, weight) end) as scored
      from raters r join (select token, power(10::numeric, decimals) as whole from tokens) t on t.token = r.token
      group by r.provider, r.token, whole
    )
    select s.provider, s.token, buyers, ratings, a.time as as_of, weight::numeric(78, 0), scored::numeric(78, 0),
      div(${reputationPrior * BigInt(middle)} * whole + scored, ${reputationPrior} * whole + weight)::integer as score
    from sums s join asked a on a.provider = s.provider and a.token = s.token`;
}
