import type { Address } from '@atoll/schemas/ids';
import { reputationHalfLife, reputationPrior } from '@atoll/sdk/reputation';
import type { Sql, Transaction } from './connection.ts';
import { decaySql } from './decay-sql.ts';
import { scoresSql, weighedSql } from './reputation-sql.ts';

/** Where a provider stands in a listing. */
export interface Standing {
  readonly provider: Address;
  /** Thousandths, as of the time asked for. */
  readonly score: number;
  /** Value that stands behind it then, in the token's smallest unit. */
  readonly weight: bigint;
  readonly buyers: number;
  readonly ratings: number;
  /** The end of the day of its last rating. */
  readonly asOf: number;
}

/** `reputations` of the token $1 as the ratings up to the block $6 made them. Few providers are rated between that block and the head. */
const ratedUpTo = `(
  with later as (
    select distinct provider from ratings where token = $1::bytea and counted and block_number > $6::bigint
  ), asked as (
    select provider, token, -1 as after, $6::bigint as until, (max(rated_at) / 86400 + 1) * 86400 as as_of
    from ratings join later using (provider)
    where token = $1::bytea and counted and block_number <= $6::bigint group by provider, token
  )
  select provider, token, as_of, weight, scored, buyers, ratings from reputations
  where token = $1::bytea and provider not in (select provider from later)
  union all
  select s.provider, s.token, a.as_of, s.weight, s.scored, s.buyers, s.ratings
  from (${scoresSql(`(${weighedSql('select * from asked')})`)}) as s join asked as a on a.provider = s.provider
)`;

/**
 * Providers by score in a token, best first, those without a rating left out. A score is that of the end of the day
 * of the last rating, and later that from which all has decayed since: as `reputationOf` tells it, as long as no buyer weighs more than
 * the cap. Scans providers, not ratings.
 *
 * @param input.time block time at which they are compared; the same one for all pages
 * @param input.after the last one of the page before
 * @param input.asOf a block whose later ratings do not count; whoever got one is rated anew by what came before
 * @example await listReputations({ sql }, { token, time: head.timestamp, limit: 20 });
 */
export async function listReputations(
  { sql }: { sql: Sql | Transaction },
  input: {
    token: Address;
    time: number;
    limit: number;
    after?: Pick<Standing, 'score' | 'provider'> | undefined;
    asOf?: number | undefined;
  },
): Promise<Standing[]> {
  const { token, time, limit, after, asOf } = input;
  const elapsed = 'greatest($2::bigint - as_of, 0)';
  const weight = decaySql('weight', elapsed, Number(reputationHalfLife));
  const scored = decaySql('scored', elapsed, Number(reputationHalfLife));
  const prior = `${reputationPrior} * power(10::numeric, decimals)`;
  const found = await sql.unsafe<
    { provider: Address; score: number; weight: string; buyers: bigint; ratings: bigint; as_of: bigint }[]
  >(
    `select * from (
      select provider, div(3000 * ${prior} + ${scored}, ${prior} + ${weight})::integer as score, ${weight} as weight,
        buyers, ratings, as_of
      from ${asOf === undefined ? 'reputations' : ratedUpTo} as rated join tokens using (token) where token = $1::bytea
    ) as standings
    where $3::integer is null or score < $3::integer or (score = $3::integer and provider > $4::bytea)
    order by score desc, provider limit $5::integer`,
    [
      ...[token, String(time), after?.score ?? null, after?.provider ?? null, limit],
      ...(asOf === undefined ? [] : [String(asOf)]),
    ],
    { prepare: asOf === undefined },
  );
  return found.map(({ provider, score, weight: value, buyers, ratings, as_of }) => ({
    provider,
    score,
    weight: BigInt(value),
    buyers: Number(buyers),
    ratings: Number(ratings),
    asOf: Number(as_of),
  }));
}
