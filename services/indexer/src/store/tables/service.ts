import {
  bigint as int8,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { count, hash } from '../columns.ts';

/** What belongs to the service and to no chain: schema `indexer`. A test compares the tables with `migrations/indexer`. */

const time = () => timestamp({ withTimezone: true });

export const api_keys = pgTable('api_keys', {
  key_id: text().primaryKey(),
  name: text().notNull(),
  digest: hash().notNull().unique(),
  requests_per_minute: integer().notNull(),
  streams: integer().notNull(),
  export_rows: count().notNull(),
  created_at: time().notNull().defaultNow(),
  revoked_at: time(),
});

export const usage = pgTable(
  'usage',
  {
    caller: text().notNull(),
    measure: text().$type<'requests' | 'export_rows'>().notNull(),
    window_start: count().notNull(),
    used: int8({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.caller, table.measure, table.window_start] })],
);

export const webhooks = pgTable('webhooks', {
  webhook_id: text().primaryKey(),
  key_id: text()
    .notNull()
    .references(() => api_keys.key_id),
  chain_id: count().notNull(),
  url: text().notNull(),
  filter: jsonb().notNull(),
  secret: hash().notNull(),
  lane: smallint().notNull().default(0),
  state: text().$type<'active' | 'paused' | 'disabled'>().notNull().default('active'),
  failing_since: time(),
  created_at: time().notNull().defaultNow(),
});

export const replaced_secrets = pgTable(
  'replaced_secrets',
  {
    webhook_id: text()
      .notNull()
      .references(() => webhooks.webhook_id, { onDelete: 'cascade' }),
    secret: hash().notNull(),
    signs_until: time().notNull(),
  },
  (table) => [primaryKey({ columns: [table.webhook_id, table.secret] })],
);

export const deliveries = pgTable('deliveries', {
  delivery_id: text().primaryKey(),
  webhook_id: text()
    .notNull()
    .references(() => webhooks.webhook_id, { onDelete: 'cascade' }),
  change_id: count().notNull(),
  body: text().notNull(),
  state: text().$type<'pending' | 'delivered' | 'dead'>().notNull().default('pending'),
  attempts: integer().notNull().default(0),
  status: integer(),
  problem: text(),
  created_at: time().notNull().defaultNow(),
  attempted_at: time(),
});

export const webhook_positions = pgTable('webhook_positions', {
  chain_id: count().primaryKey(),
  change_id: count().notNull(),
});
