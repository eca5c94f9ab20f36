import type { ChainJobState } from '@atoll/schemas/indexer-api';
import type { Outcome, PaymentWire } from '@atoll/schemas/job';
import { boolean, integer, numeric, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import { address, at, count, hash, place, uint256 } from '../columns.ts';

/** Orders and how they ended. The order's whole body is decoded from its log where somebody asks for it. */
export const jobs = pgTable('jobs', {
  job_id: hash().primaryKey(),
  state: text().$type<z.infer<typeof ChainJobState>>().notNull(),
  outcome: text().$type<Outcome>(),
  buyer: address().notNull(),
  provider: address().notNull(),
  environment: hash().notNull(),
  token: address().notNull(),
  maximum: uint256().notNull(),
  algorithm: uint256().notNull(),
  datasets: numeric({ precision: 78, scale: 0, mode: 'bigint' }).array().notNull(),
  price_per_second: uint256().notNull(),
  max_seconds: count().notNull(),
  run_by: count().notNull(),
  review_by: count().notNull(),
  settle_by: count().notNull(),
  compute_seconds: count(),
  /** What others than the buyer got out of the escrow. A slash is paid from collateral and is none of it. */
  paid: uint256().notNull(),
  /** Whether the buyer was the provider, its operator or its payout when it ordered. */
  own_order: boolean().notNull(),
  result_digest: hash(),
  statement_digest: hash(),
  ordered_at: count().notNull(),
  ordered_in: hash().notNull(),
  ordered_block: count().notNull(),
  ordered_log: count().notNull(),
  reported_seconds: count(),
  reported_at: count(),
  reported_block: count(),
  reported_log: count(),
  ended_at: count(),
  ended_in: hash(),
  ended_block: count(),
  ended_log: count(),
});

/** The datasets of each order, in the order's own sequence. */
export const job_datasets = pgTable('job_datasets', {
  ...place(),
  position: integer().notNull(),
  dataset: uint256().notNull(),
  job_id: hash().notNull(),
});

/** Credits in the order in which the chain made them; `position` counts within the log. */
export const payments = pgTable('payments', {
  ...place(),
  position: integer().notNull(),
  job_id: hash().notNull(),
  token: address().notNull(),
  role: text().$type<PaymentWire['role']>().notNull(),
  account: address().notNull(),
  asset_id: uint256().notNull(),
  amount: uint256().notNull(),
  paid_at: at(),
});

/** Credit of accounts in the escrow's ledger: credited - withdrawn - spent is what stands. */
export const balances = pgTable(
  'balances',
  {
    token: address().notNull(),
    account: address().notNull(),
    credited: uint256().notNull(),
    withdrawn: uint256().notNull(),
    spent: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.account] })],
);

/** Credit that moved outside of jobs. `counterparty` is the other account of a transfer, or where a withdrawal went. */
export const credit_moves = pgTable('credit_moves', {
  ...place(),
  kind: text().$type<'deposited' | 'withdrawn' | 'transferred'>().notNull(),
  account: address().notNull(),
  counterparty: address().notNull(),
  token: address().notNull(),
  amount: uint256().notNull(),
  moved_at: at(),
});

/** Total: what an account was paid for an asset in a role on a day (UTC, days since 1970). Refunds are no earnings. */
export const earnings = pgTable(
  'earnings',
  {
    account: address().notNull(),
    token: address().notNull(),
    asset_id: uint256().notNull(),
    role: text().$type<PaymentWire['role']>().notNull(),
    day: integer().notNull(),
    amount: uint256().notNull(),
    payments: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.token, table.asset_id, table.role, table.day] })],
);

/**
 * Total: what the market did in a token on a day. Orders count on their day, ends on the day of the end, value on the day on which it was
 * paid. `compute_seconds` are those of ends that pay compute; `volume` is what others than the buyer got out of the escrow, `fees` of it
 * the protocol's.
 */
export const market_days = pgTable(
  'market_days',
  {
    day: integer().notNull(),
    token: address().notNull(),
    orders: count().notNull(),
    released: count().notNull(),
    withheld: count().notNull(),
    failed: count().notNull(),
    refunded: count().notNull(),
    compute_seconds: uint256().notNull(),
    volume: uint256().notNull(),
    fees: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.token] })],
);

/** Total: the same of one asset, as dataset or algorithm. `earned` is what was paid for it, royalties that it got from others included. */
export const asset_days = pgTable(
  'asset_days',
  {
    asset_id: uint256().notNull(),
    token: address().notNull(),
    day: integer().notNull(),
    orders: count().notNull(),
    released: count().notNull(),
    withheld: count().notNull(),
    failed: count().notNull(),
    refunded: count().notNull(),
    earned: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.asset_id, table.token, table.day] })],
);

/** Total: the same of one provider. `earned` is what was paid for compute. */
export const provider_days = pgTable(
  'provider_days',
  {
    provider: address().notNull(),
    token: address().notNull(),
    day: integer().notNull(),
    orders: count().notNull(),
    released: count().notNull(),
    withheld: count().notNull(),
    failed: count().notNull(),
    refunded: count().notNull(),
    compute_seconds: uint256().notNull(),
    earned: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.token, table.day] })],
);
