import { bigint, integer, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Address, Cid } from '@atoll/schemas/ids';

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

export const hostedPins = marketplace.table('hosted_pins', {
  cid: text('cid').$type<Cid>().primaryKey(),
  state: text('state', { enum: ['queued', 'pinning', 'pinned', 'failed', 'removing'] }).notNull(),
  requestId: text('request_id'),
  reason: text('reason'),
  failures: integer('failures').notNull(),
  since: timestamp('since', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  nextAt: timestamp('next_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
});

export const prices = marketplace.table(
  'prices',
  {
    feed: text('feed').notNull(),
    currency: text('currency').notNull(),
    token: text('token').$type<Address>().notNull(),
    day: text('day').notNull(),
    price: text('price').notNull(),
    source: text('source').notNull(),
    fetchedAt: timestamp('fetched_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.feed, table.currency, table.token, table.day] })],
);

export const tables = { pins, hostedPins, prices };
