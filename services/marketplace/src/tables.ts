import { bigint, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { type Address, type Cid } from '@atoll/schemas/ids';

const marketplace = pgSchema('marketplace');

/** `migrations/marketplace` makes it; `pin-records.test.ts` shows that the two agree. */
export const pins = marketplace.table(
  'pins',
  {
    cid: text('cid').$type<Cid>().notNull(),
    account: text('account').$type<Address>().notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    state: text('state', { enum: ['pinning', 'pinned', 'removing'] }).notNull(),
    pinnedAt: timestamp('pinned_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.cid, table.account] })],
);

export const tables = { pins };
