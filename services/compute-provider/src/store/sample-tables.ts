import { bigint, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { schema } from './tables.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });
const whole = (name: string) => bigint(name, { mode: 'number' });

export const privacyCaps = schema.table('privacy_caps', {
  name: text('name').primaryKey(),
  microEpsilon: whole('micro_epsilon').notNull(),
});

export const privacyLedger = schema.table('privacy_ledger', {
  sample: text('sample').primaryKey(),
  name: text('name').notNull(),
  microEpsilon: whole('micro_epsilon').notNull(),
  at: time('at').notNull(),
});

export const samples = schema.table('samples', {
  sample: text('sample').primaryKey(),
  name: text('name').notNull(),
  snapshot: text('snapshot').notNull(),
  directory: text('directory').notNull(),
  statistics: jsonb('statistics').notNull(),
  preview: jsonb('preview').notNull(),
  resembling: jsonb('resembling').notNull(),
  createdAt: time('created_at').notNull(),
  cid: text('cid'),
  statisticsCid: text('statistics_cid'),
  note: text('note'),
  publishedAt: time('published_at'),
});

export const sampleRuns = schema.table('sample_runs', {
  run: text('run').primaryKey(),
  signer: text('signer').notNull(),
  datasetId: text('dataset_id').notNull(),
  metadataDigest: text('metadata_digest').notNull(),
  sample: text('sample').notNull(),
  parameters: jsonb('parameters').notNull(),
  state: text('state', { enum: ['queued', 'preparing', 'running', 'ended', 'failed'] }).notNull(),
  starts: integer('starts').notNull().default(0),
  outcome: jsonb('outcome'),
  usage: jsonb('usage'),
  outputs: jsonb('outputs').notNull().default([]),
  problem: jsonb('problem'),
  createdAt: time('created_at').notNull(),
});
