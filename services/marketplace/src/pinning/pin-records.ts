import { PinView } from '@atoll/schemas/marketplace-api';
import type { Address, Cid } from '@atoll/schemas/ids';
import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { MarketplaceContext } from '../context.ts';
import { pins } from '../tables.ts';
import { PinBusy, PinQuotaExceeded, PinSpaceFull } from './errors.ts';

type Records = Pick<MarketplaceContext, 'database'>;
type WritableRecords = Pick<MarketplaceContext, 'database' | 'clock' | 'limits'>;
type PinRow = typeof pins.$inferSelect;

export interface PinKey {
  readonly cid: Cid;
  readonly account: Address;
}

/** A row as the API shows it. */
export function pinView(row: PinRow): PinView {
  return PinView.parse({
    cid: row.cid,
    bytes: row.bytes,
    pinnedBy: row.account,
    pinnedAt: row.pinnedAt.toISOString(),
  });
}

/** The account's pins among the roots, by CID. */
export async function ownPins(
  ctx: Records,
  account: Address,
  roots: readonly Cid[],
): Promise<Map<string, PinView>> {
  const rows = await ctx.database.db
    .select()
    .from(pins)
    .where(and(eq(pins.account, account), eq(pins.state, 'pinned'), inArray(pins.cid, [...roots])));
  return new Map(rows.map((row) => [row.cid, pinView(row)]));
}

/**
 * Writes down that the account is about to pin these roots, if quota and space allow it. One lock for all accounts, held for
 * two sums and an insert: two requests can never both take the last byte.
 *
 * @throws PinQuotaExceeded, PinSpaceFull, PinBusy
 */
export async function reservePins(
  ctx: WritableRecords,
  account: Address,
  entries: readonly { cid: Cid; bytes: number }[],
): Promise<void> {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const { quotaBytes, totalBytes } = ctx.limits;
  await ctx.database.db.transaction(async (transaction) => {
    await transaction.execute(
      sql`select pg_advisory_xact_lock(hashtextextended('atoll.marketplace.pins', 0))`,
    );
    const [used] = await transaction
      .select({
        own: sql<string>`coalesce(sum(${pins.bytes}) filter (where ${pins.account} = ${account}), 0)`,
        all: sql<string>`coalesce(sum(${pins.bytes}), 0)`,
      })
      .from(pins);
    const usedBytes = Number(used?.own ?? 0);
    if (usedBytes + bytes > quotaBytes) throw new PinQuotaExceeded({ quotaBytes, usedBytes, bytes });
    if (Number(used?.all ?? 0) + bytes > totalBytes) throw new PinSpaceFull({ totalBytes });
    const written = await transaction
      .insert(pins)
      .values(
        entries.map((entry) => ({ ...entry, account, state: 'pinning' as const, pinnedAt: ctx.clock.now() })),
      )
      .onConflictDoNothing()
      .returning({ cid: pins.cid });
    const taken = entries.find((entry) => !written.some((row) => row.cid === entry.cid));
    if (taken !== undefined) throw new PinBusy(taken.cid);
  });
}

/** The store holds what was reserved. */
export async function completePin(ctx: WritableRecords, key: PinKey): Promise<PinView> {
  const [row] = await ctx.database.db
    .update(pins)
    .set({ state: 'pinned', pinnedAt: ctx.clock.now() })
    .where(sameKey(key))
    .returning();
  if (row === undefined) throw new PinBusy(key.cid);
  return pinView(row);
}

/**
 * Marks a pin for removal; answers false when the account has none.
 * @param options.unfinished only one that is half pinned or half removed
 */
export async function beginRemoval(
  ctx: Records,
  key: PinKey,
  options: { unfinished?: boolean } = {},
): Promise<boolean> {
  const which = options.unfinished === true ? and(sameKey(key), ne(pins.state, 'pinned')) : sameKey(key);
  const rows = await ctx.database.db.update(pins).set({ state: 'removing' }).where(which).returning();
  return rows.length > 0;
}

/** Whether anybody else keeps the same content. */
export async function isPinnedByOthers(ctx: Records, key: PinKey): Promise<boolean> {
  const rows = await ctx.database.db
    .select({ account: pins.account })
    .from(pins)
    .where(and(eq(pins.cid, key.cid), ne(pins.account, key.account), ne(pins.state, 'removing')))
    .limit(1);
  return rows.length > 0;
}

export async function deleteRecord(ctx: Records, key: PinKey): Promise<void> {
  await ctx.database.db.delete(pins).where(sameKey(key));
}

/** Who pinned it first, of those who still do. */
export async function firstPin(ctx: Records, cid: Cid): Promise<PinView | undefined> {
  const [row] = await ctx.database.db
    .select()
    .from(pins)
    .where(and(eq(pins.cid, cid), eq(pins.state, 'pinned')))
    .orderBy(asc(pins.pinnedAt), asc(pins.account))
    .limit(1);
  return row === undefined ? undefined : pinView(row);
}

/** What a process that ended left half done. */
export async function unfinished(ctx: Records): Promise<PinKey[]> {
  return ctx.database.db
    .select({ cid: pins.cid, account: pins.account })
    .from(pins)
    .where(ne(pins.state, 'pinned'));
}

function sameKey({ cid, account }: PinKey) {
  return and(eq(pins.cid, cid), eq(pins.account, account));
}
