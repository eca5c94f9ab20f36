import { bigint, boolean, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { schema } from './tables.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });
const whole = (name: string) => bigint(name, { mode: 'number' });

export const identicalJobs = schema.table('identical_jobs', {
  jobId: text('job_id').primaryKey(),
  key: text('key').notNull(),
  leads: boolean('leads').notNull().default(false),
  repeats: text('repeats'),
});

export const keptOutputs = schema.table('kept_outputs', {
  jobId: text('job_id').primaryKey(),
  key: text('key'),
  file: text('file'),
  identity: text('identity'),
  bytes: whole('bytes').notNull(),
  datasets: jsonb('datasets').notNull(),
  metadataDigest: text('metadata_digest').notNull(),
  answers: boolean('answers').notNull(),
  keptAt: time('kept_at').notNull(),
  keptUntil: time('kept_until').notNull(),
  sweptAt: time('swept_at'),
});

export const releases = schema.table('releases', {
  id: whole('id').primaryKey().generatedAlwaysAsIdentity(),
  jobId: text('job_id').notNull(),
  datasetId: text('dataset_id').notNull(),
  name: text('name').notNull(),
  snapshot: text('snapshot').notNull(),
  bytes: whole('bytes').notNull(),
  outputs: jsonb('outputs').notNull(),
  repeated: boolean('repeated').notNull(),
  at: time('at').notNull(),
});

export const rekeyedResults = schema.table(
  'rekeyed_results',
  {
    jobId: text('job_id').notNull(),
    recipient: text('recipient').notNull(),
    cid: text('cid').notNull(),
    digest: text('digest').notNull(),
    size: whole('size').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.recipient] })],
);

export const cancellations = schema.table('cancellations', {
  jobId: text('job_id').primaryKey(),
  agreedAt: time('agreed_at'),
  consentedAt: time('consented_at'),
});
