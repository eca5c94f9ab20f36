import { type OrderWire } from '@atoll/schemas/order';
import { type MetadataDocument } from '@atoll/schemas/metadata/document';
import { type AssetKind, type AssetState, type DocumentStatus } from '@atoll/schemas/asset';
import { type Address, type Bytes32, type Hex } from '@atoll/schemas/ids';
import { type Outcome, type PaymentWire } from '@atoll/schemas/job';
import { type ChainJobState } from '@atoll/schemas/indexer-api';
import {
  bigint as int8,
  boolean,
  customType,
  integer,
  jsonb,
  numeric,
  pgSchema,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { type z } from 'zod';

/** The schema of `migrations/indexer`, column by column; a test compares the two. */
export const indexer = pgSchema('indexer');

const address = () => text().$type<Address>();
const bytes32 = () => text().$type<Bytes32>();
/** Money and token ids. */
const uint256 = () => numeric({ precision: 78, scale: 0, mode: 'bigint' });
/** Block numbers, block times and uint32: below 2^53. */
const count = () => int8({ mode: 'number' });
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

export const mirror = indexer.table('mirror', {
  id: smallint().primaryKey().default(1),
  chain_id: count().notNull(),
  asset_registry: address().notNull(),
  provider_registry: address().notNull(),
  jobs: address().notNull(),
  start_block: count().notNull(),
  finalized: count().notNull().default(0),
  caught_up: boolean().notNull().default(false),
});

export const cursor = indexer.table('cursor', {
  id: smallint().primaryKey().default(1),
  number: count().notNull(),
  hash: bytes32().notNull(),
  timestamp: count().notNull(),
});

export const blocks = indexer.table('blocks', {
  number: count().primaryKey(),
  hash: bytes32().notNull(),
  parent_hash: bytes32().notNull(),
  timestamp: count().notNull(),
});

export const logs = indexer.table(
  'logs',
  {
    block_number: count().notNull(),
    log_index: integer().notNull(),
    block_hash: bytes32().notNull(),
    block_timestamp: count().notNull(),
    transaction_hash: bytes32().notNull(),
    transaction_index: integer().notNull(),
    address: address().notNull(),
    topics: text().array().notNull().$type<readonly Bytes32[]>(),
    data: text().notNull().$type<Hex>(),
    event: text(),
  },
  (table) => [primaryKey({ columns: [table.block_number, table.log_index] })],
);

export const undo = indexer.table(
  'undo',
  {
    block_number: count().notNull(),
    table_name: text().notNull(),
    key: text().notNull(),
    row_key: jsonb().notNull(),
    before: jsonb(),
  },
  (table) => [primaryKey({ columns: [table.block_number, table.table_name, table.key] })],
);

export const assets = indexer.table('assets', {
  asset_id: uint256().primaryKey(),
  kind: text().$type<AssetKind>().notNull(),
  state: text().$type<AssetState>().notNull(),
  owner: address().notNull(),
  owner_epoch: integer().notNull(),
  version: integer().notNull(),
  metadata_digest: bytes32().notNull(),
  commitment: bytes32().notNull(),
  token: address().notNull(),
  price: uint256().notNull(),
  provider: address().notNull(),
  beneficiary: address().notNull(),
  derivative_royalty: integer().notNull(),
  resale_royalty: integer().notNull(),
  review_window: count().notNull(),
  published_at: count().notNull(),
  published_block: count().notNull(),
  published_log: integer().notNull(),
});

export const asset_versions = indexer.table(
  'asset_versions',
  {
    asset_id: uint256().notNull(),
    version: integer().notNull(),
    metadata_digest: bytes32().notNull(),
    commitment: bytes32().notNull(),
    block_number: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.asset_id, table.version] })],
);

export const ownership_transfers = indexer.table(
  'ownership_transfers',
  {
    block_number: count().notNull(),
    log_index: integer().notNull(),
    asset_id: uint256().notNull(),
    sender: address().notNull(),
    receiver: address().notNull(),
    owner_epoch: integer().notNull(),
    transferred_at: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.block_number, table.log_index] })],
);

export const approvals = indexer.table(
  'approvals',
  {
    dataset: uint256().notNull(),
    algorithm_digest: bytes32().notNull(),
    owner_epoch: integer().notNull(),
    revoked: boolean().notNull(),
    expires_at: count().notNull(),
    runs_granted: count(),
    approved_block: count().notNull(),
    approved_log: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.dataset, table.algorithm_digest, table.owner_epoch] })],
);

export const providers = indexer.table('providers', {
  provider: address().primaryKey(),
  operator: address().notNull(),
  payout: address().notNull(),
  endpoint: text().notNull(),
  registered_block: count().notNull(),
  registered_log: integer().notNull(),
  draining: boolean().notNull(),
});

export const environments = indexer.table(
  'environments',
  {
    provider: address().notNull(),
    environment: bytes32().notNull(),
    resources_digest: bytes32().notNull(),
    token: address().notNull(),
    price_per_second: uint256().notNull(),
    slots: integer().notNull(),
    active: boolean().notNull(),
    next_slots: integer().notNull(),
    slots_from: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.environment] })],
);

export const collateral = indexer.table(
  'collateral',
  {
    provider: address().notNull(),
    token: address().notNull(),
    bonded: uint256().notNull(),
    unbonding: uint256().notNull(),
    frozen: uint256().notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.token] })],
);

export const jobs = indexer.table('jobs', {
  job_id: bytes32().primaryKey(),
  state: text().$type<z.infer<typeof ChainJobState>>().notNull(),
  outcome: text().$type<Outcome>(),
  buyer: address().notNull(),
  provider: address().notNull(),
  token: address().notNull(),
  maximum: uint256().notNull(),
  order_body: jsonb().$type<OrderWire>().notNull(),
  compute_seconds: count(),
  result_digest: bytes32(),
  statement_digest: bytes32(),
  ordered_at: count().notNull(),
  ordered_in: bytes32().notNull(),
  ordered_block: count().notNull(),
  ordered_log: integer().notNull(),
  ended_at: count(),
  ended_in: bytes32(),
});

export const job_datasets = indexer.table(
  'job_datasets',
  {
    dataset: uint256().notNull(),
    job_id: bytes32().notNull(),
    block_number: count().notNull(),
    log_index: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.dataset, table.job_id] })],
);

export const payments = indexer.table(
  'payments',
  {
    block_number: count().notNull(),
    log_index: integer().notNull(),
    position: integer().notNull(),
    job_id: bytes32().notNull(),
    token: address().notNull(),
    role: text().$type<PaymentWire['role']>().notNull(),
    account: address().notNull(),
    asset_id: uint256().notNull(),
    amount: uint256().notNull(),
    paid_at: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.block_number, table.log_index, table.position] })],
);

export const balances = indexer.table(
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

export const documents = indexer.table('documents', {
  digest: bytes32().primaryKey(),
  status: text().$type<DocumentStatus>().notNull().default('pending'),
  attempts: integer().notNull().default(0),
  next_attempt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  problem: text(),
  kind: text().$type<AssetKind>(),
  body: jsonb().$type<MetadataDocument>(),
  search: tsvector(),
  body_bytes: integer(),
  commitment: bytes32(),
});

export const changes = indexer.table('changes', {
  id: count().primaryKey().generatedAlwaysAsIdentity(),
  kind: text().notNull(),
  body: jsonb().notNull(),
});
