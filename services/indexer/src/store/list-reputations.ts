import { type Address } from '@atoll/schemas/ids';
import { reputationHalfLife, reputationPrior } from '@atoll/sdk/reputation';
import { type Sql } from './connection.ts';
import { decaySql } from './decay-sql.ts';

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

/**
 * Providers by score in a token, best first, those without a rating left out. A score is that of the end of the day
 * of the last rating, and later that from which all has decayed since: as `reputationOf` tells it, as long as no buyer weighs more than
 * the cap. Scans providers, not ratings.
 *
 * @param input.time block time at which they are compared; the same one for all pages
 * @param input.after the last one of the page before
 * @example await listReputations({ sql }, { token, time: head.timestamp, limit: 20 });
 */
export async function listReputations(
  { sql }: { sql: Sql },
  input: {
    token: Address;
    time: number;
    limit: number;
    after?: Pick<Standing, 'score' | 'provider'> | undefined;
  },
): Promise<Standing[]> {
  const { token, time, limit, after } = input;
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
      from reputations join tokens using (token) where token = $1::bytea
    ) as standings
    where $3::integer is null or score < $3::integer or (score = $3::integer and provider > $4::bytea)
    order by score desc, provider limit $5::integer`,
    [token, String(time), after?.score ?? null, after?.provider ?? null, limit],
    { prepare: true },
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
