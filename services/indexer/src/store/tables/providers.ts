import { boolean, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { address, at, count, hash, place, uint256 } from '../columns.ts';

export const providers = pgTable('providers', {
  provider: address().primaryKey(),
  operator: address().notNull(),
  payout: address().notNull(),
  endpoint: text().notNull(),
  draining: boolean().notNull(),
  registered_at: count().notNull(),
  registered_block: count().notNull(),
  registered_log: count().notNull(),
});

/** `load` is how busy the environment was as of `load_at` (`libraries/Load.sol`); the ceiling of its price follows from it and the curve. */
export const environments = pgTable(
  'environments',
  {
    provider: address().notNull(),
    environment: hash().notNull(),
    resources_digest: hash().notNull(),
    token: address().notNull(),
    price_per_second: uint256().notNull(),
    slots: integer().notNull(),
    active: boolean().notNull(),
    next_slots: integer().notNull(),
    slots_from: count().notNull(),
    load: uint256().notNull(),
    load_at: count().notNull(),
    set_block: count().notNull(),
    set_log: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.environment] })],
);

/** What an environment was offered for, from an event on: the history of its base price. */
export const environment_offers = pgTable('environment_offers', {
  ...place(),
  provider: address().notNull(),
  environment: hash().notNull(),
  resources_digest: hash().notNull(),
  token: address().notNull(),
  price_per_second: uint256().notNull(),
  slots: integer().notNull(),
  active: boolean().notNull(),
  offered_at: at(),
});

export const collateral = pgTable(
  'collateral',
  {
    provider: address().notNull(),
    token: address().notNull(),
    bonded: uint256().notNull(),
    unbonding: uint256().notNull(),
    frozen: uint256().notNull(),
    slashed: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.token] })],
);

/** Everything that moved a provider's stake. `available_at` is told of what is being unbonded. */
export const collateral_moves = pgTable('collateral_moves', {
  ...place(),
  provider: address().notNull(),
  token: address().notNull(),
  kind: text().$type<'deposited' | 'unbonding' | 'withdrawn' | 'slashed' | 'frozen' | 'unfrozen'>().notNull(),
  amount: uint256().notNull(),
  job_id: hash(),
  available_at: count(),
  moved_at: at(),
});

/** Ratings of paid runs, with what weighs them: token and end of the job. `counted` is false for those by the provider's own accounts. */
export const ratings = pgTable('ratings', {
  ...place(),
  job_id: hash().notNull(),
  provider: address().notNull(),
  buyer: address().notNull(),
  token: address().notNull(),
  score: integer().notNull(),
  paid: uint256().notNull(),
  comment_digest: hash().notNull(),
  counted: boolean().notNull(),
  job_ended_at: count().notNull(),
  rated_at: at(),
});

/**
 * What each buyer's ratings of a provider weigh, all of them, at the `as_of` of the provider's row in `reputations`. `scored` is the sum
 * of weights times thousandths of their scores.
 */
export const raters = pgTable(
  'raters',
  {
    token: address().notNull(),
    provider: address().notNull(),
    buyer: address().notNull(),
    weight: uint256().notNull(),
    scored: uint256().notNull(),
    ratings: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.provider, table.buyer] })],
);

/**
 * Scores of providers in a token as of the end of the day (UTC) of their last rating (`store/reputations.ts`): made from `ratings`
 * alone, so that neither the way there nor a reorg leaves a trace. `scored` is the sum of what was counted times thousandths of its score.
 */
export const reputations = pgTable(
  'reputations',
  {
    token: address().notNull(),
    provider: address().notNull(),
    score: integer().notNull(),
    weight: uint256().notNull(),
    scored: uint256().notNull(),
    buyers: count().notNull(),
    ratings: count().notNull(),
    as_of: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.provider] })],
);

/**
 * Disputes. `slashed`, `bond_forfeited` are null before a ruling, `to_buyer` and `to_treasury` where nothing is
 * slashed. `answer` is the last one.
 */
export const disputes = pgTable('disputes', {
  job_id: hash().primaryKey(),
  state: text().$type<'open' | 'ruled' | 'lapsed'>().notNull(),
  buyer: address().notNull(),
  provider: address().notNull(),
  token: address().notNull(),
  bond: uint256().notNull(),
  frozen: uint256().notNull(),
  arbiter: address().notNull(),
  rule_by: count().notNull(),
  evidence: hash().notNull(),
  answered_by: address(),
  answer: hash(),
  answered_at: count(),
  slashed: uint256(),
  bond_forfeited: boolean(),
  to_buyer: uint256(),
  to_treasury: uint256(),
  opened_at: count().notNull(),
  opened_block: count().notNull(),
  opened_log: count().notNull(),
  closed_at: count(),
  paid_at: count(),
});

/** Every answer to a dispute. */
export const dispute_answers = pgTable('dispute_answers', {
  ...place(),
  job_id: hash().notNull(),
  answered_by: address().notNull(),
  evidence: hash().notNull(),
  answered_at: at(),
});
