import { bigint, boolean, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { schema } from './tables.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });

/** Who holds or held which GPU; open until the memory was cleared. */
export const gpuHolds = schema.table('gpu_holds', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  uuid: text('uuid').notNull(),
  model: text('model').notNull(),
  memoryBytes: bigint('memory_bytes', { mode: 'number' }).notNull(),
  index: integer('device_index').notNull(),
  jobId: text('job_id'),
  attempt: integer('attempt'),
  access: text('access', { enum: ['toolkit', 'cdi', 'device_nodes'] }),
  heldAt: time('held_at').notNull(),
  failure: text('failure'),
  absent: boolean('absent').notNull().default(false),
  clearedAt: time('cleared_at'),
  clearing: jsonb('clearing'),
});
