import { bigint, customType, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { schema } from './tables.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const time = (name: string) => timestamp(name, { withTimezone: true });
const whole = (name: string) => bigint(name, { mode: 'number' });

export const halts = schema.table('halts', {
  id: whole('id').primaryKey().generatedAlwaysAsIdentity(),
  reason: text('reason').notNull(),
  haltedAt: time('halted_at').notNull(),
  resumedAt: time('resumed_at'),
});

export const approvalRequests = schema.table('approval_requests', {
  id: text('id').primaryKey(),
  sequence: whole('sequence').generatedAlwaysAsIdentity(),
  datasetId: text('dataset_id').notNull(),
  algorithmId: text('algorithm_id').notNull(),
  metadataDigest: text('metadata_digest').notNull(),
  requester: text('requester').notNull(),
  message: text('message').notNull(),
  state: text('state', { enum: ['open', 'approved', 'rejected', 'withdrawn'] }).notNull(),
  reason: text('reason'),
  createdAt: time('created_at').notNull(),
  decidedAt: time('decided_at'),
});

export const requestDocuments = schema.table('request_documents', {
  metadataDigest: text('metadata_digest').primaryKey(),
  document: bytea('document').notNull(),
});

export const listedBuyers = schema.table(
  'listed_buyers',
  { name: text('name').notNull(), buyer: text('buyer').notNull() },
  (table) => [primaryKey({ columns: [table.name, table.buyer] })],
);

export const agreements = schema.table(
  'agreements',
  {
    datasetId: text('dataset_id').notNull(),
    buyer: text('buyer').notNull(),
    textDigest: text('text_digest').notNull(),
    title: text('title').notNull(),
    cid: text('cid').notNull(),
    signedAt: whole('signed_at').notNull(),
    signature: text('signature').notNull(),
    receivedAt: time('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.buyer, table.textDigest] })],
);

export const reviewDecisions = schema.table(
  'review_decisions',
  {
    jobId: text('job_id').notNull(),
    attempt: integer('attempt').notNull(),
    reviewer: text('reviewer').notNull(),
    decision: text('decision', { enum: ['release', 'withhold'] }).notNull(),
    outputsDigest: text('outputs_digest'),
    note: text('note'),
    /** The signed request that said so: method, path, body and header. */
    evidence: jsonb('evidence'),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.attempt, table.reviewer] })],
);
