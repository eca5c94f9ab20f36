import { rm } from 'node:fs/promises';
import { readAsset } from '@atoll/chain/read-asset';
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { fingerprintFile } from '../guard/write-fingerprints.ts';
import { newestBlock } from '../jobs/newest-block.ts';
import { openStates } from '../jobs/transition.ts';
import { graceSeconds } from '../quotes/free-slots.ts';
import { snapshotStates } from '../store/dataset-tables.ts';
import { cursor, fingerprints, snapshots } from '../store/tables.ts';
import { snapshotFolder } from './folders.ts';

/** A version has been superseded for so long before it goes: a quote that was on its way is written, a short reorganisation is over. */
const graceMs = 600_000;
/** Seconds past its `validUntil` in which the order of a quote may still turn up: that long the provider looks for it. */
const lapsedSeconds = 3600;

/**
 * Removes the files of versions that the asset has left behind: a newer one that the asset commits to is bound, and no open order and no quote
 * that could have been ordered names the old one. The row stays, since receipts name it. Each step is committed before it is done and may be
 * done twice.
 *
 * @returns the snapshots whose files went
 */
export async function retireSnapshots(
  ctx: Context,
  input: { graceMs?: number } = {},
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const snapshot of await findSuperseded(ctx, input.graceMs ?? graceMs)) {
    if (!(await claimRemoval(ctx, snapshot))) continue;
    await removeFiles(ctx, snapshot);
    removed.push(snapshot);
    ctx.logger.info({ snapshot }, 'a version that nobody needs any more was removed');
  }
  return removed;
}

/** Keeps which versions the chain has left behind since when. @returns those for longer than the grace */
async function findSuperseded(ctx: Context, grace: number): Promise<string[]> {
  const rows = await ctx.database.db
    .select({
      snapshot: snapshots.snapshot,
      assetId: snapshots.assetId,
      commitment: snapshots.commitmentDigest,
      createdAt: snapshots.createdAt,
      supersededAt: snapshotStates.supersededAt,
    })
    .from(snapshots)
    .leftJoin(snapshotStates, eq(snapshotStates.snapshot, snapshots.snapshot))
    .where(and(isNotNull(snapshots.assetId), isNull(snapshotStates.removedAt)));
  const now = ctx.clock.now();
  const due: string[] = [];
  for (const [assetId, versions] of Map.groupBy(rows, (row) => row.assetId)) {
    if (assetId === null || versions.length < 2) continue;
    const { commitment } = await readAsset(ctx.chain, BigInt(assetId));
    // Of the same files under several rules the newest one is quoted.
    const [current] = versions
      .filter((version) => version.commitment === commitment)
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    for (const { snapshot, supersededAt } of versions) {
      const isLeft = current !== undefined && snapshot !== current.snapshot;
      if (isLeft !== (supersededAt !== null)) await setSuperseded(ctx, snapshot, isLeft ? now : null);
      if (isLeft && now.getTime() - (supersededAt ?? now).getTime() >= grace) due.push(snapshot);
    }
  }
  return due;
}

async function setSuperseded(ctx: Context, snapshot: string, supersededAt: Date | null): Promise<void> {
  await ctx.database.db
    .insert(snapshotStates)
    .values({ snapshot, supersededAt })
    .onConflictDoUpdate({ target: snapshotStates.snapshot, set: { supersededAt } });
}

/**
 * Writes that a version is removed, unless something names it. Quotes lapse by the block up to which orders were looked for, not by the newest
 * one: a provider that was away may have an order waiting for it.
 */
async function claimRemoval(ctx: Context, snapshot: string): Promise<boolean> {
  const [kept] = await ctx.database.db.select().from(cursor);
  if (kept === undefined) return false;
  const { timestamp } = await newestBlock(ctx.chain, kept.number);
  const lapsed = timestamp - Math.max(lapsedSeconds, graceSeconds(ctx.chain.confirmations));
  const states = [...openStates, 'disputed'];
  const claimed = await ctx.database.sql`
    update compute_provider.snapshot_states set removed_at = ${ctx.clock.now().toISOString()}
    where snapshot = ${snapshot} and removed_at is null and superseded_at is not null and not exists (
      select from compute_provider.quotes left join compute_provider.jobs using (job_id)
      where quotes.snapshots ? ${snapshot} and (
        (jobs.job_id is null and quotes.valid_until > ${lapsed})
        or jobs.state = any(${states})
        or (jobs.state = 'orphaned' and jobs.updated_at > now() - interval '1 day')))
    returning snapshot`;
  return claimed.length > 0;
}

async function removeFiles(ctx: Context, snapshot: string): Promise<void> {
  await rm(snapshotFolder(ctx, snapshot), { recursive: true, force: true });
  await rm(fingerprintFile(ctx, snapshot), { force: true });
  await ctx.database.db.delete(fingerprints).where(inArray(fingerprints.snapshot, [snapshot]));
}
