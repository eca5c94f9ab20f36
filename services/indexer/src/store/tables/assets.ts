import type { AssetKind, AssetState } from '@atoll/schemas/asset';
import { boolean, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { address, at, count, hash, place, uint256 } from '../columns.ts';

/**
 * State of each asset. `next_derivative_royalty` counts from block time `derivative_royalty_from` on, `derivative_royalty` until then; both
 * null where the last change counted at once. `beneficiary` is the shares' token while it is locked, zero where the owner is paid.
 */
export const assets = pgTable('assets', {
  asset_id: uint256().primaryKey(),
  kind: text().$type<AssetKind>().notNull(),
  state: text().$type<AssetState>().notNull(),
  owner: address().notNull(),
  owner_epoch: integer().notNull(),
  version: integer().notNull(),
  metadata_digest: hash().notNull(),
  commitment: hash().notNull(),
  token: address().notNull(),
  price: uint256().notNull(),
  provider: address().notNull(),
  beneficiary: address().notNull(),
  beneficiary_locked: boolean().notNull(),
  derivative_royalty: integer().notNull(),
  next_derivative_royalty: integer(),
  derivative_royalty_from: count(),
  resale_royalty: integer().notNull(),
  review_window: count().notNull(),
  is_public: boolean().notNull(),
  published_at: count().notNull(),
  published_block: count().notNull(),
  published_log: count().notNull(),
});

export const asset_versions = pgTable('asset_versions', {
  ...place(),
  asset_id: uint256().notNull(),
  version: integer().notNull(),
  metadata_digest: hash().notNull(),
  commitment: hash().notNull(),
  published_at: at(),
});

/** Terms as they stood from an event on: the history of a price. */
export const asset_terms = pgTable('asset_terms', {
  ...place(),
  asset_id: uint256().notNull(),
  token: address().notNull(),
  price: uint256().notNull(),
  provider: address().notNull(),
  beneficiary: address().notNull(),
  derivative_royalty: integer().notNull(),
  resale_royalty: integer().notNull(),
  review_window: count().notNull(),
  changed_at: at(),
});

/** Changes of hands, mint left out; `owner_epoch` is the one that the transfer began. */
export const ownership_transfers = pgTable('ownership_transfers', {
  ...place(),
  asset_id: uint256().notNull(),
  sender: address().notNull(),
  receiver: address().notNull(),
  owner_epoch: integer().notNull(),
  transferred_at: at(),
});

/** Approvals of one algorithm version. `runs_granted` is null where unlimited. */
export const approvals = pgTable(
  'approvals',
  {
    dataset: uint256().notNull(),
    algorithm: uint256().notNull(),
    algorithm_digest: hash().notNull(),
    owner_epoch: integer().notNull(),
    revoked: boolean().notNull(),
    expires_at: count().notNull(),
    runs_granted: count(),
    approved_block: count().notNull(),
    approved_log: count().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dataset, table.algorithm, table.algorithm_digest, table.owner_epoch] }),
  ],
);

/** Approvals of all that a publisher made, for datasets marked public. */
export const publisher_approvals = pgTable(
  'publisher_approvals',
  {
    dataset: uint256().notNull(),
    publisher: address().notNull(),
    owner_epoch: integer().notNull(),
    revoked: boolean().notNull(),
    expires_at: count().notNull(),
    runs_granted: count(),
    approved_block: count().notNull(),
    approved_log: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.dataset, table.publisher, table.owner_epoch] })],
);

/** Assets that are made of an output of a run: the run's datasets and algorithm are their parents, whether or not those are owed anything. */
export const derivations = pgTable('derivations', {
  ...place(),
  asset_id: uint256().notNull(),
  job_id: hash().notNull(),
  output_digest: hash().notNull(),
  derived_at: at(),
});

/** What a derived asset owes its ancestors: one row for each. `rate` in basis points. */
export const lineage = pgTable('lineage', {
  ...place(),
  position: integer().notNull(),
  asset_id: uint256().notNull(),
  ancestor_id: uint256().notNull(),
  rate: integer().notNull(),
  job_id: hash().notNull(),
  output_digest: hash().notNull(),
  derived_at: at(),
});

/**
 * Series of passes of an asset; `pass_id` is the ERC-1155 id. Units sold, given, refunded, redeemed by orders and restored by their ends are
 * sums over its life; what is in anybody's hands is sold + given + restored - refunded - redeemed.
 */
export const pass_series = pgTable('pass_series', {
  pass_id: uint256().primaryKey(),
  asset_id: uint256().notNull(),
  series: count().notNull(),
  token: address().notNull(),
  price: uint256().notNull(),
  expires_at: count().notNull(),
  supply: count().notNull(),
  transferable: boolean().notNull(),
  closed: boolean().notNull(),
  sold: count().notNull(),
  given: count().notNull(),
  refunded: count().notNull(),
  redeemed: count().notNull(),
  restored: count().notNull(),
  opened_block: count().notNull(),
  opened_log: count().notNull(),
});

export const pass_holders = pgTable(
  'pass_holders',
  { pass_id: uint256().notNull(), holder: address().notNull(), units: uint256().notNull() },
  (table) => [primaryKey({ columns: [table.pass_id, table.holder] })],
);

/**
 * What became of passes: sold, given and refunded; redeemed by an order, restored where it ended without a result. `amount` is their price, in
 * the series' token; nothing for those that were given.
 */
export const pass_trades = pgTable('pass_trades', {
  ...place(),
  asset_id: uint256().notNull(),
  series: count().notNull(),
  kind: text().$type<'sold' | 'given' | 'refunded' | 'redeemed' | 'restored'>().notNull(),
  account: address().notNull(),
  units: count().notNull(),
  amount: uint256().notNull(),
  traded_at: at(),
});
