import type { DocumentStatus, AssetKind } from '@atoll/schemas/asset';
import type { MetadataDocument } from '@atoll/schemas/metadata/document';
import { integer, jsonb, pgTable, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { address, calldata, count, hash, tsvector } from '../columns.ts';

/** What was read of a chain: `indexer_<chainId>`. A test compares the tables with `migrations/indexer/chain`. */

/** The deployment that is mirrored. `phase`: while `backfill`, totals, keys of facts and secondary indexes are still to be made. */
export const mirror = pgTable('mirror', {
  id: smallint().primaryKey().default(1),
  chain_id: count().notNull(),
  contracts: jsonb().$type<Record<string, string>>().notNull(),
  start_block: count().notNull(),
  finalized: count().notNull().default(0),
  /** Why it stands still although the node answers, as its writer says. */
  paused: text(),
  phase: text().$type<'backfill' | 'live'>().notNull().default('backfill'),
});

export const cursor = pgTable('cursor', {
  id: smallint().primaryKey().default(1),
  number: count().notNull(),
  hash: hash().notNull(),
  timestamp: count().notNull(),
});

export const blocks = pgTable('blocks', {
  number: count().primaryKey(),
  hash: hash().notNull(),
  parent_hash: hash().notNull(),
  timestamp: count().notNull(),
});

export const logs = pgTable('logs', {
  block_number: count().notNull(),
  log_index: count().notNull(),
  block_hash: hash().notNull(),
  block_timestamp: count().notNull(),
  transaction_hash: hash().notNull(),
  transaction_index: count().notNull(),
  address: address().notNull(),
  topic0: hash(),
  topic1: hash(),
  topic2: hash(),
  topic3: hash(),
  data: calldata().notNull(),
  /** `contract.Event`, or null where no decoder took it. */
  event: text(),
});

/** Reorgs that this mirror followed, for cursors of listings and for people; not a function of the chain. */
export const reorgs = pgTable('reorgs', {
  id: count().primaryKey().generatedAlwaysAsIdentity(),
  ancestor: count().notNull(),
  undone: count().notNull(),
  seen_at: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

export const documents = pgTable('documents', {
  digest: hash().primaryKey(),
  status: text().$type<DocumentStatus>().notNull().default('pending'),
  attempts: integer().notNull().default(0),
  next_attempt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  problem: text(),
  kind: text().$type<AssetKind>(),
  body: jsonb().$type<MetadataDocument>(),
  search: tsvector(),
  body_bytes: integer(),
  commitment: hash(),
});

export const changes = pgTable('changes', {
  id: count().primaryKey().generatedAlwaysAsIdentity(),
  kind: text().notNull(),
  body: jsonb().notNull(),
});

/** Tokens that the deployment's file of addresses describes: no event tells the decimals of one. */
export const tokens = pgTable('tokens', {
  token: address().primaryKey(),
  symbol: text().notNull(),
  decimals: smallint().notNull(),
});
