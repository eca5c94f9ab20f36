import { boolean, integer, numeric, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { address, at, count, hash, place, uint256 } from '../columns.ts';

const amounts = () => numeric({ precision: 78, scale: 0, mode: 'bigint' }).array().notNull();

/**
 * Shares in the income of an asset; `share_token` is their ERC-20. `tokens` are those whose income the shares divide, in the order in which
 * they were added; `ended` is what had come in of each when the shares were dissolved, by `heir`, and is empty while they stand.
 */
export const share_tokens = pgTable('share_tokens', {
  share_token: address().primaryKey(),
  asset_id: uint256().notNull(),
  name: text().notNull(),
  symbol: text().notNull(),
  supply: uint256().notNull(),
  tokens: address().array().notNull(),
  ended: amounts(),
  heir: address(),
  released: boolean().notNull(),
  created_block: count().notNull(),
  created_log: count().notNull(),
});

/**
 * Who holds shares. `debts` is what is taken off an account's shares times the income of a share, by the places of `share_tokens.tokens`, in
 * 1/1e27 of a smallest unit: what came in before it held them, and what it was paid (`project/dividends.ts`). It can be negative.
 */
export const share_holders = pgTable(
  'share_holders',
  {
    share_token: address().notNull(),
    account: address().notNull(),
    shares: uint256().notNull(),
    debts: amounts(),
  },
  (table) => [primaryKey({ columns: [table.share_token, table.account] })],
);

/** Tokens whose income shares divide, or their heir takes. */
export const share_payment_tokens = pgTable('share_payment_tokens', {
  ...place(),
  share_token: address().notNull(),
  token: address().notNull(),
  added_at: at(),
});

/** Dividends as they were claimed. */
export const dividends = pgTable('dividends', {
  ...place(),
  share_token: address().notNull(),
  account: address().notNull(),
  token: address().notNull(),
  amount: uint256().notNull(),
  claimed_at: at(),
});

/** Payment channels. `redeemed` is what vouchers took of the deposit, fees included. */
export const channels = pgTable('channels', {
  channel_id: hash().primaryKey(),
  state: text().$type<'open' | 'closing' | 'closed'>().notNull(),
  payer: address().notNull(),
  payee: address().notNull(),
  token: address().notNull(),
  signer: address().notNull(),
  deposit: uint256().notNull(),
  redeemed: uint256().notNull(),
  paid: uint256().notNull(),
  fees: uint256().notNull(),
  refunded: uint256().notNull(),
  close_delay: count().notNull(),
  fee_rate: integer().notNull(),
  closes_at: count(),
  opened_at: count().notNull(),
  opened_block: count().notNull(),
  opened_log: count().notNull(),
});

/** Vouchers as they were redeemed. */
export const redemptions = pgTable('redemptions', {
  ...place(),
  channel_id: hash().notNull(),
  cumulative: uint256().notNull(),
  paid: uint256().notNull(),
  fee: uint256().notNull(),
  redeemed_at: at(),
});

/**
 * Bounties. `pot` is the contributions that were not taken back yet, `rest` what of them was neither awarded nor taken back; `awarded` went to
 * submitters, `reclaimed` back to funders. `pending` counts the submissions that were not rejected.
 */
export const bounties = pgTable('bounties', {
  bounty_id: hash().primaryKey(),
  state: text().$type<'open' | 'closed'>().notNull(),
  kind: text().$type<'data' | 'model' | 'fix'>().notNull(),
  funder: address().notNull(),
  judge: address().notNull(),
  token: address().notNull(),
  specification: hash().notNull(),
  submit_until: count().notNull(),
  decide_until: count().notNull(),
  pot: uint256().notNull(),
  rest: uint256().notNull(),
  awarded: uint256().notNull(),
  reclaimed: uint256().notNull(),
  submissions: count().notNull(),
  pending: count().notNull(),
  opened_at: count().notNull(),
  opened_block: count().notNull(),
  opened_log: count().notNull(),
});

/** `standing` is what of the contributions still waits for its part of the rest: all of them, or nothing once `reclaimed` was paid. */
export const bounty_funders = pgTable(
  'bounty_funders',
  {
    bounty_id: hash().notNull(),
    funder: address().notNull(),
    contributed: uint256().notNull(),
    standing: uint256().notNull(),
    reclaimed: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bounty_id, table.funder] })],
);

export const bounty_submissions = pgTable(
  'bounty_submissions',
  {
    bounty_id: hash().notNull(),
    submission: count().notNull(),
    submitter: address().notNull(),
    asset_id: uint256().notNull(),
    digest: hash().notNull(),
    rejected: boolean().notNull(),
    awarded: uint256().notNull(),
    submitted_at: count().notNull(),
    submitted_block: count().notNull(),
    submitted_log: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bounty_id, table.submission] })],
);

/**
 * Epochs of rewards. A vetoed number can be proposed again, which replaces the row. `fund` is what no other epoch could take of the contract's
 * credit when this one was proposed.
 */
export const reward_epochs = pgTable('reward_epochs', {
  epoch: uint256().primaryKey(),
  state: text().$type<'proposed' | 'vetoed' | 'swept'>().notNull(),
  token: address().notNull(),
  root: hash().notNull(),
  total: uint256().notNull(),
  fund: uint256().notNull(),
  claimed: uint256().notNull(),
  swept: uint256().notNull(),
  data_digest: hash().notNull(),
  claimable_from: count().notNull(),
  proposed_at: count().notNull(),
  proposed_block: count().notNull(),
  proposed_log: count().notNull(),
});

/** What proposed epochs may still take of the rewards' credit in a token. */
export const reward_funds = pgTable('reward_funds', {
  token: address().primaryKey(),
  committed: uint256().notNull(),
});

export const reward_claims = pgTable('reward_claims', {
  ...place(),
  epoch: uint256().notNull(),
  account: address().notNull(),
  amount: uint256().notNull(),
  claimed_at: at(),
});
