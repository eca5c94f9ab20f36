import type { OutboxEntry, OutboxStore } from '@atoll/chain/outbox-types';
import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { and, eq, max, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { transactions } from './tables.ts';

const StoredAttempts = z.array(
  z.object({
    hash: Bytes32,
    raw: Hex,
    maxFeePerGas: z.string().transform(BigInt),
    maxPriorityFeePerGas: z.string().transform(BigInt),
    signedAt: z.number(),
  }),
);
const StoredMined = z.object({
  hash: Bytes32,
  blockNumber: z.number(),
  blockHash: Bytes32,
  status: z.enum(['success', 'reverted']),
  gasUsed: z.string().transform(BigInt),
});

type Row = typeof transactions.$inferSelect;

function entryOf(row: Row): OutboxEntry {
  return {
    key: row.key,
    sender: Address.parse(row.sender),
    nonce: row.nonce,
    to: Address.parse(row.to),
    data: Hex.parse(row.data),
    gas: BigInt(row.gas),
    attempts: StoredAttempts.parse(row.attempts),
    state: row.state,
    ...(row.mined === null ? {} : { mined: StoredMined.parse(row.mined) }),
  };
}

function rowOf(entry: OutboxEntry): Row {
  return {
    key: entry.key,
    sender: entry.sender,
    nonce: entry.nonce,
    to: entry.to,
    data: entry.data,
    gas: entry.gas.toString(),
    attempts: entry.attempts.map((attempt) => ({
      ...attempt,
      maxFeePerGas: attempt.maxFeePerGas.toString(),
      maxPriorityFeePerGas: attempt.maxPriorityFeePerGas.toString(),
    })),
    state: entry.state,
    mined: entry.mined === undefined ? null : { ...entry.mined, gasUsed: entry.mined.gasUsed.toString() },
  };
}

/** Keeps what the operator signed to be sent, each call one transaction. */
export function createOutboxStore({ database: { db } }: Pick<Context, 'database'>): OutboxStore {
  return {
    find: async (key) => {
      const [row] = await db.select().from(transactions).where(eq(transactions.key, key));
      return row === undefined ? undefined : entryOf(row);
    },
    highestNonce: async (sender) => {
      const [row] = await db
        .select({ nonce: max(transactions.nonce) })
        .from(transactions)
        .where(eq(transactions.sender, sender));
      return row?.nonce ?? undefined;
    },
    insert: async (entry) => {
      const inserted = await db
        .insert(transactions)
        .values(rowOf(entry))
        .onConflictDoNothing()
        .returning({ key: transactions.key });
      return inserted.length === 1;
    },
    update: async (entry) => {
      await db.update(transactions).set(rowOf(entry)).where(eq(transactions.key, entry.key));
    },
    unfinished: async (sender) => {
      const rows = await db
        .select()
        .from(transactions)
        .where(and(eq(transactions.sender, sender), ne(transactions.state, 'final')))
        .orderBy(transactions.nonce);
      return rows.map(entryOf);
    },
  };
}
