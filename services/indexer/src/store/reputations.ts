import { type Transaction } from './connection.ts';
import { scoresSql } from './reputation-sql.ts';

/**
 * Rates providers anew, each as of the block of its last rating in a token: the rows then follow from `ratings` alone, whatever came
 * between. Between ratings a score decays towards the middle, which whoever lists them computes (`listReputations`).
 *
 * @param which SQL of a condition on `ratings` r; those of a pair of provider and token that one of them is of are all taken
 */
async function rateAnew(transaction: Transaction, which: string, values: readonly string[]): Promise<void> {
  const pairs = `select distinct r.provider, r.token from ratings r where ${which}`;
  await transaction.unsafe(`delete from reputations where (provider, token) in (${pairs})`, [...values]);
  const asked = `
    select r.provider, r.token, max(r.block_number) as block, max(r.rated_at) as time
    from ratings r where r.counted and (r.provider, r.token) in (${pairs}) group by 1, 2`;
  await transaction.unsafe(
    `insert into reputations (provider, token, buyers, ratings, as_of, weight, scored, score) ${scoresSql(asked)}`,
    [...values],
  );
}

/** After facts of the blocks `from` < block were written: whoever they rate. At the end of a backfill `from` is -1. */
export const rateFrom = (transaction: Transaction, from: number): Promise<void> =>
  rateAnew(transaction, 'r.block_number > $1::bigint', [String(from)]);

/** After a token was described: whoever was rated in it. */
export const rateInToken = (transaction: Transaction, token: `0x${string}`): Promise<void> =>
  rateAnew(transaction, 'r.token = $1::bytea', [token]);

/**
 * Takes ratings back with their blocks, in the place of a plain delete: whoever they rate is rated anew by what is left.
 * @param ancestor the last block that stays
 */
export async function undoRatings(transaction: Transaction, ancestor: number): Promise<void> {
  const gone = await transaction<{ provider: string; token: string }[]>`
    select distinct provider, token from ratings where block_number > ${ancestor}`;
  if (gone.length === 0) return;
  await transaction`delete from ratings where block_number > ${ancestor}`;
  const providers = gone.map(({ provider }) => provider);
  const tokens = gone.map(({ token }) => token);
  const pairs = transaction`select * from unnest(${providers}::bytea[], ${tokens}::bytea[])`;
  await transaction`delete from reputations where (provider, token) in (${pairs})`;
  for (const { provider, token } of gone) {
    await rateAnew(transaction, 'r.provider = $1::bytea and r.token = $2::bytea', [provider, token]);
  }
}
