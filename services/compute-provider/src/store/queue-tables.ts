import { bigint, boolean, doublePrecision, integer, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { schema } from './tables.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });

/** What a job asks for, and since when it waits. */
export const jobDemands = schema.table('job_demands', {
  jobId: text('job_id').primaryKey(),
  cpus: doublePrecision('cpus').notNull(),
  memoryBytes: bigint('memory_bytes', { mode: 'number' }).notNull(),
  gpus: integer('gpus').notNull(),
  queuedAt: time('queued_at').notNull(),
  failures: integer('failures').notNull().default(0),
  notBefore: time('not_before'),
  aside: boolean('aside').notNull().default(false),
});

/** What each attempt holds or held. */
export const resourceHolds = schema.table(
  'resource_holds',
  {
    jobId: text('job_id').notNull(),
    attempt: integer('attempt').notNull(),
    buyer: text('buyer').notNull(),
    environment: text('environment').notNull(),
    cpus: doublePrecision('cpus').notNull(),
    memoryBytes: bigint('memory_bytes', { mode: 'number' }).notNull(),
    gpus: integer('gpus').notNull(),
    startedAt: time('started_at').notNull(),
    endedAt: time('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.attempt] })],
);
