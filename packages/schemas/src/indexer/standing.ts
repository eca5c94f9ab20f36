import { z } from 'zod';
import { account, amount, time, whole } from './values.ts';

const score = z.int().min(0).max(5000).describe('from 1000 to 5000, thousandths; 3000 where nobody rated');

/** How a provider stands in a token, as of a block; the formulas are in docs/reputation.md. */
export const StandingView = z.object({
  provider: account('the provider'),
  token: account('token in which it was paid'),
  score,
  weight: amount('value that stands behind the score, in the token’s smallest unit'),
  buyers: whole('accounts that rated'),
  ratings: whole('their ratings'),
  released: amount('value of what it delivered, decayed by block time'),
  value: amount('value of what it had to deliver, decayed by block time'),
  releaseRate: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('share of it, in basis points; absent without a job'),
});
export type StandingView = z.infer<typeof StandingView>;

/** A place in the list of providers by score. */
export const RankView = z.object({
  provider: account('the provider'),
  score,
  weight: amount('value that stands behind the score, in the token’s smallest unit'),
  buyers: whole('accounts that rated'),
  ratings: whole('their ratings'),
  ratedAt: time('block time of the last rating, in seconds'),
});
export type RankView = z.infer<typeof RankView>;
