import { boolean, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { address, at, calldata, count, hash, place, uint256 } from '../columns.ts';

/**
 * Proposals. Whether one waits for votes, runs or has lost follows from the votes, the quorum and the block time
 * (`project/proposal-state.ts`). `vote_end` is the present one, which a late quorum may have put off; `queued_block` and `queued_log` are
 * the place of the event that queued it, just behind the calls that the timelock took over; `operation` is the id of these calls, also
 * before, and null where the description's bytes are no text.
 */
export const proposals = pgTable('proposals', {
  proposal_id: uint256().primaryKey(),
  state: text().$type<'created' | 'queued' | 'executed' | 'canceled'>().notNull(),
  proposer: address().notNull(),
  targets: address().array().notNull(),
  values: uint256().array().notNull(),
  calldatas: calldata().array().notNull(),
  description: text().notNull(),
  operation: hash(),
  vote_start: count().notNull(),
  vote_end: count().notNull(),
  votes_for: uint256().notNull(),
  votes_against: uint256().notNull(),
  votes_abstain: uint256().notNull(),
  extended: boolean().notNull(),
  eta: count(),
  queued_block: count(),
  queued_log: count(),
  closed_at: count(),
  created_at: count().notNull(),
  created_block: count().notNull(),
  created_log: count().notNull(),
});

export const votes = pgTable('votes', {
  ...place(),
  proposal_id: uint256().notNull(),
  voter: address().notNull(),
  support: text().$type<'against' | 'for' | 'abstain'>().notNull(),
  weight: uint256().notNull(),
  reason: text().notNull(),
  voted_at: at(),
});

/** Holders of the governance token and those who vote for them. `votes` is what was delegated to the account. */
export const voters = pgTable('voters', {
  account: address().primaryKey(),
  balance: uint256().notNull(),
  delegate: address(),
  votes: uint256().notNull(),
});

/** What governance decides, as it stands: one row for each parameter, roles and accepted tokens among them. */
export const parameters = pgTable(
  'parameters',
  {
    contract: text().notNull(),
    name: text().notNull(),
    /** What the parameter is about where there are several, e.g. a token; else empty. */
    subject: text().notNull(),
    value: jsonb().notNull(),
    changed_at: count().notNull(),
    changed_block: count().notNull(),
    changed_log: count().notNull(),
  },
  (table) => [primaryKey({ columns: [table.contract, table.name, table.subject] })],
);

export const parameter_changes = pgTable('parameter_changes', {
  ...place(),
  contract: text().notNull(),
  name: text().notNull(),
  subject: text().notNull(),
  value: jsonb().notNull(),
  changed_at: at(),
});

/** Operations of the timelock as they stand; one that was cancelled can be scheduled again, which replaces the row. */
export const timelock_operations = pgTable('timelock_operations', {
  operation: hash().primaryKey(),
  state: text().$type<'scheduled' | 'executed' | 'cancelled'>().notNull(),
  predecessor: hash().notNull(),
  calls: integer().notNull(),
  executable_from: count().notNull(),
  scheduled_at: count().notNull(),
  scheduled_block: count().notNull(),
  scheduled_log: count().notNull(),
  closed_at: count(),
});

/** Calls as the timelock took them over; the present ones of an operation stand in its `scheduled_block` from `scheduled_log` on. */
export const timelock_calls = pgTable('timelock_calls', {
  ...place(),
  operation: hash().notNull(),
  index: integer().notNull(),
  target: address().notNull(),
  value: uint256().notNull(),
  data: calldata().notNull(),
  scheduled_at: at(),
});

/** Signed acts that somebody carried out for an account, or that the account took back. */
export const signed_acts = pgTable('signed_acts', {
  ...place(),
  digest: hash().notNull(),
  account: address().notNull(),
  /** Null where it was revoked. */
  relayer: address(),
  /** Null where there was no fee. */
  fee_token: address(),
  fee: uint256().notNull(),
  done_at: at(),
});

/** What a row was before a block above finality changed it first; `before` is null where there was none. */
export const undo = pgTable(
  'undo',
  {
    block_number: count().notNull(),
    table_name: text().notNull(),
    key: text().notNull(),
    row_key: jsonb().notNull(),
    before: jsonb(),
  },
  (table) => [primaryKey({ columns: [table.block_number, table.table_name, table.key] })],
);
