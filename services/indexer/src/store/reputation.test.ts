import type { Address } from '@atoll/schemas/ids';
import { type EndedJob, releaseRateOf } from '@atoll/sdk/release-rate';
import { type RatedJob, reputationOf as recompute } from '@atoll/sdk/reputation';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FactRow, StateRow } from '../project/tables.ts';
import { openMarketDatabase, writeRows } from '../testing/market-database.ts';
import { account, digest } from '../testing/story.ts';
import type { Sql } from './connection.ts';
import { TokenUnknown } from './errors.ts';
import { listReputations } from './list-reputations.ts';
import { putTokens } from './put-tokens.ts';
import { releaseRateOf as releaseRateInMirror } from './release-rate-of.ts';
import { reputationOf } from './reputation-of.ts';
import { rateFrom, undoRatings } from './reputations.ts';

const token = account('5');
const wholeToken = 1_000_000n;
const day = 86_400;
const now = 2_000 * day;
const asOf = { number: 1_000_000, timestamp: now };
const bookOf = (decimals: number) => [{ address: token, symbol: 'tUSD', decimals }];

let sql: Sql;
beforeAll(async () => {
  sql = await openMarketDatabase();
  await putTokens(sql, bookOf(6));
});
afterAll(() => sql.end());

const providerAt = (index: number): Address => `0x${index.toString(16).padStart(40, 'a')}`;
const buyerAt = (index: number): Address => `0x${index.toString(16).padStart(40, 'b')}`;
const jobAt = (index: number) => `0x${index.toString(16).padStart(64, '0')}` as const;

let blocks = 0;
function ratingOf(rest: Partial<FactRow<'ratings'>>): FactRow<'ratings'> {
  blocks += 1;
  return {
    block_number: blocks,
    log_index: 0,
    job_id: jobAt(blocks),
    provider: providerAt(1),
    buyer: buyerAt(1),
    token,
    score: 5,
    paid: 100n * wholeToken,
    comment_digest: digest('0'),
    counted: true,
    job_ended_at: now,
    // The end of that day, as of which whoever is listed is rated, is `now`.
    rated_at: now - 1,
    ...rest,
  };
}

const forSdk = ({ buyer, score, paid, job_ended_at }: FactRow<'ratings'>): RatedJob => ({
  ...{ buyer, score, paid },
  endedAt: BigInt(job_ended_at),
});

const someRating = fc.record({
  buyer: fc.integer({ min: 1, max: 4 }).map(buyerAt),
  score: fc.integer({ min: 1, max: 5 }),
  paid: fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(0n, 2_000n * wholeToken), fc.bigInt(0n, 2n ** 88n - 1n)),
  // Up to 130 half-lives ago, where even the largest amounts have gone, and just at the ends of them.
  job_ended_at: fc
    .oneof(
      fc.integer({ min: 0, max: 400 * day }),
      fc.integer({ min: 0, max: 20 }).map((n) => n * 90 * day),
    )
    .map((ago) => now - ago),
  counted: fc.boolean(),
});

test('the score of a provider is what anybody computes from the events, to the last unit', async () => {
  let provider = 1_000;
  await fc.assert(
    fc.asyncProperty(fc.array(someRating, { maxLength: 60 }), async (list) => {
      provider += 1;
      const rows = list.map((each) => ratingOf({ ...each, provider: providerAt(provider) }));
      await writeRows(sql, 'ratings', rows);
      const own = rows.filter(({ counted }) => counted).map(forSdk);
      const expected = recompute(own, { now: BigInt(now), wholeToken, own: [] });
      expect(await reputationOf({ sql }, { provider: providerAt(provider), token, asOf })).toMatchObject(
        expected,
      );
    }),
    { numRuns: 40 },
  );
});

test('a block in the past is told as it was: later ratings are left out and less has decayed', async () => {
  const provider = providerAt(2);
  const early = ratingOf({ provider, job_ended_at: now - 90 * day, rated_at: now - 90 * day });
  const late = ratingOf({ provider, score: 1, buyer: buyerAt(2) });
  await writeRows(sql, 'ratings', [early, late]);
  const then = { number: early.block_number, timestamp: now - 90 * day };
  expect(await reputationOf({ sql }, { provider, token, asOf: then })).toEqual({
    score: 4_000n,
    weight: 100n * wholeToken,
    buyers: 1,
    ratings: 1,
  });
  expect(await reputationOf({ sql }, { provider, token, asOf })).toMatchObject({
    score: 2_600n,
    weight: 150n * wholeToken,
  });
});

test('the ranking as of a block is the one that was told there, whoever was rated since', async () => {
  const from = blocks;
  const [steady, again, newcomer] = [providerAt(61), providerAt(62), providerAt(63)];
  const rated = (provider: Address, score: number, daysAgo: number, buyer: number) =>
    ratingOf({ provider, score, buyer: buyerAt(buyer), rated_at: now - daysAgo * day - 1 });
  const ranks = async (block?: number) => {
    const found = await listReputations({ sql }, { token, time: now, limit: 100, asOf: block });
    return found.filter(({ provider }) => [steady, again, newcomer].includes(provider));
  };
  await writeRows(sql, 'ratings', [rated(steady, 4, 3, 1), rated(again, 2, 2, 1), rated(again, 5, 2, 2)]);
  await sql.begin((transaction) => rateFrom(transaction, from));
  const then = blocks;
  const before = await ranks();
  expect(before.map(({ provider }) => provider).toSorted()).toEqual([steady, again]);
  await writeRows(sql, 'ratings', [rated(again, 1, 0, 3), rated(newcomer, 5, 0, 1)]);
  await sql.begin((transaction) => rateFrom(transaction, then));
  expect(await ranks()).toHaveLength(3);
  expect(await ranks(then)).toEqual(before);
  expect(await ranks(from)).toEqual([]);
});

test('a provider without ratings stands in the middle; a token that nobody described is refused', async () => {
  const provider = providerAt(3);
  expect(await reputationOf({ sql }, { provider, token, asOf })).toEqual({
    score: 3_000n,
    weight: 0n,
    buyers: 0,
    ratings: 0,
  });
  const unknown = reputationOf({ sql }, { provider, token: account('6'), asOf });
  await expect(unknown).rejects.toThrow(TokenUnknown);
});

const endedJob = fc.record({
  outcome: fc.constantFrom(
    'released' as const,
    'withheld' as const,
    'algorithm_failed' as const,
    'provider_failed' as const,
    'refused' as const,
    'cancelled' as const,
    'expired' as const,
  ),
  maximum: fc.bigInt(1n, 2n ** 88n - 1n),
  ended_at: fc.integer({ min: now - 400 * day, max: now }),
});

function jobRow(rest: Partial<StateRow<'jobs'>>): StateRow<'jobs'> {
  blocks += 1;
  return {
    job_id: jobAt(blocks),
    state: 'ended',
    ...{ outcome: 'released', buyer: buyerAt(1), provider: providerAt(1), environment: digest('e'), token },
    ...{ maximum: 1n, algorithm: 8n, datasets: [7n], price_per_second: 1n, max_seconds: 1 },
    ...{ run_by: 1, review_by: 1, settle_by: 1, compute_seconds: 1, paid: 0n, own_order: false },
    ...{ result_digest: null, statement_digest: null, ordered_in: digest('1') },
    ...{ reported_seconds: null, reported_at: null, reported_block: null, reported_log: null },
    ...{ ordered_at: 1, ordered_block: blocks, ordered_log: 0, ended_in: digest('2'), ended_log: 0 },
    ended_at: now,
    ended_block: blocks,
    ...rest,
  };
}

test('the release rate is what anybody computes from the ends of jobs', async () => {
  let provider = 5_000;
  await fc.assert(
    fc.asyncProperty(fc.array(endedJob, { maxLength: 30 }), async (list) => {
      provider += 1;
      const rows = list.map((each) => jobRow({ ...each, provider: providerAt(provider) }));
      await writeRows(sql, 'jobs', rows);
      const jobs = list.map(({ outcome, maximum, ended_at }): EndedJob => ({
        ...{ outcome, maximum },
        endedAt: BigInt(ended_at),
      }));
      const found = await releaseRateInMirror({ sql }, { provider: providerAt(provider), token, asOf });
      expect(found).toEqual(releaseRateOf(jobs, BigInt(now)));
    }),
    { numRuns: 20 },
  );
});

test('ratings of the same day and of later ones are added to those before, one commit or many', async () => {
  await sql.begin((transaction) => rateFrom(transaction, -1));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(someRating, fc.constantFrom(0, 0, 0, 1), fc.nat({ max: 1 })), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (list, batch) => {
        const before = blocks;
        let days = 0;
        const rows = list.map(([each, later, provider]) => {
          days += later;
          return ratingOf({
            ...each,
            provider: providerAt(20 + provider),
            job_ended_at: each.job_ended_at - 100 * day,
            rated_at: now - 100 * day + days * day,
          });
        });
        for (let at = 0; at < rows.length; at += batch) {
          const from = blocks - rows.length + at;
          await writeRows(sql, 'ratings', rows.slice(at, at + batch));
          await sql.begin((transaction) => rateFrom(transaction, from));
        }
        const found = await derivedRows();
        await sql.begin((transaction) => rateFrom(transaction, -1));
        expect(found).toEqual(await derivedRows());
        await sql.begin((transaction) => undoRatings(transaction, before));
      },
    ),
    { numRuns: 25 },
  );
});

test('a row of the listing is the score as of the end of its day', async () => {
  const provider = providerAt(31);
  const before = blocks;
  await writeRows(
    sql,
    'ratings',
    [1, 2, 3].map((buyer) => ratingOf({ provider, buyer: buyerAt(buyer), score: buyer + 1 })),
  );
  await sql.begin((transaction) => rateFrom(transaction, before));
  const [row] = await sql`select score, weight, as_of from reputations where provider = ${provider}`;
  const { score, weight } = await reputationOf({ sql }, { provider, token, asOf });
  expect(row).toEqual({ score: Number(score), weight: weight.toString(), as_of: BigInt(now) });
});

const derivedRows = async () => [
  await sql`select * from raters order by provider, token, buyer`,
  await sql`select * from reputations order by provider, token`,
];

const standings = async (time = now) => {
  const found = await listReputations({ sql }, { token, time, limit: 100 });
  return found
    .filter(({ provider }) => [providerAt(11), providerAt(12), providerAt(13)].includes(provider))
    .map(({ provider, score }) => [provider, score]);
};

test('providers are listed by score, anew with each rating, and as before once it is taken back', async () => {
  const before = blocks;
  await writeRows(sql, 'ratings', [
    ratingOf({ provider: providerAt(11), score: 4 }),
    ratingOf({ provider: providerAt(12), score: 5 }),
  ]);
  await sql.begin((transaction) => rateFrom(transaction, before));
  const first = [
    [providerAt(12), 4_000],
    [providerAt(11), 3_500],
  ];
  expect(await standings()).toEqual(first);

  const ancestor = blocks;
  const bad = ratingOf({ provider: providerAt(12), buyer: buyerAt(2), score: 1 });
  await writeRows(sql, 'ratings', [bad, ratingOf({ provider: providerAt(13) })]);
  await sql.begin((transaction) => rateFrom(transaction, ancestor));
  expect(await standings()).toEqual([
    [providerAt(13), 4_000],
    [providerAt(11), 3_500],
    [providerAt(12), 3_000],
  ]);
  await sql.begin((transaction) => undoRatings(transaction, ancestor));
  expect(await standings()).toEqual(first);
});

test('a listing lets what lies idle decay towards the middle, and pages neither leave out nor repeat', async () => {
  expect(await standings(now + 90 * day)).toEqual([
    [providerAt(12), 3_666],
    [providerAt(11), 3_333],
  ]);
  const pages: string[] = [];
  for (let after: { score: number; provider: Address } | undefined; ;) {
    const page = await listReputations({ sql }, { token, time: now, limit: 1, after });
    const last = page.at(-1);
    if (last === undefined) break;
    pages.push(last.provider);
    after = last;
  }
  const whole = await listReputations({ sql }, { token, time: now, limit: 1_000 });
  expect(pages).toEqual(whole.map(({ provider }) => provider));
});

test('a buyer above the cap lets the example of docs/reputation.md stand a little nearer to the middle when it lies idle', async () => {
  const [provider, before] = [providerAt(14), blocks];
  const given = (buyer: number, score: number, paid: bigint, ago: number) =>
    ratingOf({
      provider,
      buyer: buyerAt(buyer),
      score,
      paid: paid * wholeToken,
      job_ended_at: now - ago * day,
    });
  const example = [
    given(1, 5, 400n, 0),
    given(1, 5, 400n, 90),
    given(2, 2, 50n, 45),
    given(3, 4, 1_200n, 180),
  ];
  await writeRows(sql, 'ratings', example);
  await sql.begin((transaction) => rateFrom(transaction, before));
  const later = { number: blocks, timestamp: now + 90 * day };
  const listed = await listReputations({ sql }, { token, time: later.timestamp, limit: 1_000 });
  expect(listed.find((each) => each.provider === provider)?.score).toBe(4_221);
  expect(await reputationOf({ sql }, { provider, token, asOf: later })).toMatchObject({ score: 4_290n });
});

test('decimals that are told otherwise rate everybody in that token anew', async () => {
  const ofCapped = () =>
    sql<{ weight: string }[]>`select weight from reputations where provider = ${providerAt(14)}`;
  const before = await ofCapped();
  await putTokens(sql, bookOf(7));
  // The prior is ten times as much, and so is the cap.
  expect(await standings()).toEqual([
    [providerAt(12), 3_181],
    [providerAt(11), 3_090],
  ]);
  // 600 tokens were above the cap; told as 60 they are below it.
  expect([...before, ...(await ofCapped())]).toEqual([{ weight: '835333915' }, { weight: '935333915' }]);
  // 600 tokens were above the cap; told as 60 they are below it.
  expect([...before, ...(await ofCapped())]).toEqual([{ weight: '835333915' }, { weight: '935333915' }]);
  await putTokens(sql, bookOf(6));
});
