import { jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { schema } from './tables.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });

/** What is known of a snapshot beside what it was registered with; a snapshot without a row is intact and was never checked since. */
export const snapshotStates = schema.table('snapshot_states', {
  snapshot: text('snapshot').primaryKey(),
  source: jsonb('source'),
  integrity: text('integrity', { enum: ['sampled', 'full'] })
    .notNull()
    .default('sampled'),
  fullCheckedAt: time('full_checked_at'),
  changedAt: time('changed_at'),
  changedHow: text('changed_how'),
  supersededAt: time('superseded_at'),
  removedAt: time('removed_at'),
});
