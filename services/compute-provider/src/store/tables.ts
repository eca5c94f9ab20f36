import {
  bigint,
  boolean,
  customType,
  integer,
  jsonb,
  numeric,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

/** The Postgres schema of this service; `migrations/compute-provider` makes what is described here. */
export const schema = pgSchema('compute_provider');

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const time = (name: string) => timestamp(name, { withTimezone: true });
const whole = (name: string) => bigint(name, { mode: 'number' });

export const snapshots = schema.table('snapshots', {
  snapshot: text('snapshot').primaryKey(),
  name: text('name').notNull(),
  directory: text('directory').notNull(),
  salt: bytea('salt').notNull(),
  commitmentCid: text('commitment_cid').notNull(),
  commitmentDigest: text('commitment_digest').notNull(),
  bytes: whole('bytes').notNull(),
  rules: jsonb('rules').notNull(),
  files: jsonb('files').notNull(),
  assetId: text('asset_id'),
  /** The asset's owner epoch at the binding; another one on chain means that it changed hands since. */
  ownerEpoch: integer('owner_epoch'),
  createdAt: time('created_at').notNull().defaultNow(),
});

export const approvals = schema.table(
  'approvals',
  {
    datasetId: text('dataset_id').notNull(),
    metadataDigest: text('metadata_digest').notNull(),
    algorithmId: text('algorithm_id').notNull(),
    document: bytea('document').notNull(),
    algorithmName: text('algorithm_name').notNull(),
    image: jsonb('image'),
    model: jsonb('model'),
    approvedAt: time('approved_at').notNull(),
    revokedAt: time('revoked_at'),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.algorithmId, table.metadataDigest] })],
);

export const quotes = schema.table('quotes', {
  jobId: text('job_id').primaryKey(),
  order: jsonb('order').notNull(),
  parameters: text('parameters'),
  environment: text('environment').notNull(),
  snapshots: jsonb('snapshots').notNull(),
  validUntil: whole('valid_until').notNull(),
  signature: text('signature'),
  quotedBlock: whole('quoted_block').notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
});

export const jobs = schema.table('jobs', {
  jobId: text('job_id').primaryKey(),
  environment: text('environment').notNull(),
  state: text('state').notNull(),
  reason: text('reason'),
  outcome: text('outcome'),
  settlement: text('settlement').notNull(),
  attempt: integer('attempt').notNull().default(0),
  computeSeconds: integer('compute_seconds').notNull().default(0),
  orderedBlock: whole('ordered_block').notNull(),
  orderedBlockHash: text('ordered_block_hash').notNull(),
  orderedAt: whole('ordered_at').notNull(),
  decision: text('decision', { enum: ['release', 'withhold'] }),
  decisionNote: text('decision_note'),
  resultCid: text('result_cid'),
  resultDigest: text('result_digest'),
  resultSize: whole('result_size'),
  outputsRoot: text('outputs_root'),
  receipt: jsonb('receipt'),
  note: text('note'),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
});

export const jobTimeline = schema.table('job_timeline', {
  id: whole('id').primaryKey().generatedAlwaysAsIdentity(),
  jobId: text('job_id').notNull(),
  state: text('state').notNull(),
  at: time('at').notNull(),
});

export const jobTransactions = schema.table(
  'job_transactions',
  {
    jobId: text('job_id').notNull(),
    what: text('what', { enum: ['order', 'report', 'settle', 'expire'] }).notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.what] })],
);

export const attempts = schema.table(
  'attempts',
  {
    jobId: text('job_id').notNull(),
    attempt: integer('attempt').notNull(),
    integrity: text('integrity', { enum: ['full', 'sampled'] }),
    /** What it was started with. */
    engine: jsonb('engine'),
    sandboxDigest: text('sandbox_digest'),
    ended: jsonb('ended'),
    subjects: jsonb('subjects'),
    guard: jsonb('guard'),
    startedAt: time('started_at').notNull(),
    endedAt: time('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.attempt] })],
);

export const guardPolicies = schema.table('guard_policies', {
  name: text('name').primaryKey(),
  policy: jsonb('policy').notNull(),
  updatedAt: time('updated_at').notNull(),
});

export const fingerprints = schema.table('fingerprints', {
  snapshot: text('snapshot').primaryKey(),
  file: text('file').notNull(),
  secret: bytea('secret').notNull(),
  shape: jsonb('shape').notNull(),
  builtAt: time('built_at').notNull(),
});

export const releasedBytes = schema.table(
  'released_bytes',
  {
    jobId: text('job_id').notNull(),
    datasetId: text('dataset_id').notNull(),
    bytes: whole('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.datasetId] })],
);

export const transactions = schema.table('transactions', {
  key: text('key').primaryKey(),
  sender: text('sender').notNull(),
  nonce: integer('nonce').notNull(),
  to: text('to').notNull(),
  data: text('data').notNull(),
  gas: numeric('gas', { precision: 78, scale: 0 }).notNull(),
  attempts: jsonb('attempts').notNull(),
  state: text('state', { enum: ['pending', 'mined', 'final'] }).notNull(),
  mined: jsonb('mined'),
});

export const cursor = schema.table('chain_cursor', {
  single: boolean('single').primaryKey().default(true),
  number: whole('number').notNull(),
  hash: text('hash').notNull(),
});

export const requestNonces = schema.table(
  'request_nonces',
  {
    address: text('address').notNull(),
    nonce: text('nonce').notNull(),
    expires: whole('expires').notNull(),
  },
  (table) => [primaryKey({ columns: [table.address, table.nonce] })],
);
