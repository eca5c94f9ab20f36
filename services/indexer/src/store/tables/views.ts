import type { ChainJobState } from '@atoll/schemas/indexer-api';
import type { Outcome } from '@atoll/schemas/job';
import { pgTable, text } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import { address, at, count, hash, place } from '../columns.ts';

/** Every state that a job came to, with the place of the event that told it. A view of `jobs`, declared as what it is read like. */
export const job_states = pgTable('job_states', {
  ...place(),
  job_id: hash().notNull(),
  token: address().notNull(),
  state: text().$type<z.infer<typeof ChainJobState>>().notNull(),
  outcome: text().$type<Outcome>(),
  compute_seconds: count(),
  reached_at: at(),
});
