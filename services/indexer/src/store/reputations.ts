import type { Transaction } from './connection.ts';
import { scoresSql, weighedSql } from './reputation-sql.ts';

/**
 * Providers are rated as of the end of the day of their last rating: `raters` and `reputations` then follow from `ratings` alone, whatever
 * way led there, and a further rating of the same day adds to its buyer's sum what it weighs, so that only the first one of a day
 * weighs all of them again. What lies idle afterwards decays in the listing (`listReputations`).
 *
 * @param which SQL of a condition on `ratings` r: those that came
 * @param from the last block whose ratings are in the rows of providers that were rated on the same day before
 */
async function rate(
  transaction: Transaction,
  which: string,
  values: readonly string[],
  from: number,
): Promise<void> {
  const dayEnd = '(max(r.rated_at) / 86400 + 1) * 86400';
  const touched = `
    select t.provider, t.token, t.as_of, case when t.as_of = p.as_of then $${values.length + 1}::bigint else -1 end as after, ${Number.MAX_SAFE_INTEGER} as until
    from (
      select r.provider, r.token, ${dayEnd} as as_of from ratings r join tokens using (token)
      where r.counted and ${which} group by 1, 2
    ) as t left join reputations p on p.provider = t.provider and p.token = t.token`;
  // Prepared: what is not, and has parameters, waits for its description and cannot be sent behind another one.
  const run = (statement: string) =>
    transaction.unsafe(statement, [...values, String(from)], { prepare: true });
  const pairs = `select a.provider, a.token from (${touched}) a`;
  const scores = scoresSql(`(select * from raters where (provider, token) in (${pairs}))`);
  // Sent without waiting for each answer, and done in their order.
  await Promise.all([
    // A process that starts may describe tokens while the writer writes.
    transaction`lock table reputations in share row exclusive mode`,
    run(`
    delete from raters using (${touched}) a
    where raters.provider = a.provider and raters.token = a.token and a.after < 0`),
    run(`
    insert into raters (provider, token, buyer, weight, scored, ratings) ${weighedSql(touched)}
    on conflict (token, provider, buyer) do update set weight = raters.weight + excluded.weight,
      scored = raters.scored + excluded.scored, ratings = raters.ratings + excluded.ratings`),
    run(`
    insert into reputations (provider, token, as_of, score, weight, scored, buyers, ratings)
    select a.provider, a.token, a.as_of, s.score, s.weight, s.scored, s.buyers, s.ratings
    from (${touched}) a join (${scores}) s on s.provider = a.provider and s.token = a.token
    on conflict (token, provider) do update set as_of = excluded.as_of, score = excluded.score, weight = excluded.weight,
      scored = excluded.scored, buyers = excluded.buyers, ratings = excluded.ratings`),
  ]);
}

/** After facts of the blocks `from` < block were written: whoever they rate. At the end of a backfill `from` is -1. */
export async function rateFrom(transaction: Transaction, from: number): Promise<void> {
  if (from < 0) await transaction`truncate raters, reputations`;
  await rate(transaction, 'r.block_number > $1::bigint', [String(from)], from);
}

/** After a token was described: whoever was rated in it. */
export async function rateInToken(transaction: Transaction, token: `0x${string}`): Promise<void> {
  await transaction`delete from raters where token = ${token}`;
  await transaction`delete from reputations where token = ${token}`;
  await rate(transaction, 'r.token = $1::bytea', [token], -1);
}

/**
 * Takes ratings back with their blocks, in the place of a plain delete: whoever they rate is rated anew by what is left.
 * @param ancestor the last block that stays
 */
export async function undoRatings(transaction: Transaction, ancestor: number): Promise<void> {
  const gone = await transaction<{ provider: string; token: string }[]>`
    select distinct provider, token from ratings where block_number > ${ancestor}`;
  await transaction`delete from ratings where block_number > ${ancestor}`;
  for (const { provider, token } of gone) {
    await transaction`delete from raters where provider = ${provider} and token = ${token}`;
    await transaction`delete from reputations where provider = ${provider} and token = ${token}`;
    await rate(transaction, 'r.provider = $1::bytea and r.token = $2::bytea', [provider, token], -1);
  }
}
