import type { Context } from '../context.ts';
import { DatasetChanged } from './problems.ts';
import { checkAndRecord, findToCheck } from './record-check.ts';

/** A snapshot that was found changed is looked at again this often, whatever the schedule. */
const changedEveryMs = 3600_000;

/**
 * Reads in full every snapshot that was not for as long as the schedule says, the longest unread one first and one after the other. When each
 * was read stands in the database, so a restart begins where the last process ended.
 *
 * @returns how many were read
 */
export async function checkDue(
  ctx: Context,
  input: { everyMs: number; signal?: AbortSignal },
): Promise<number> {
  for (let read = 0; ; read++) {
    input.signal?.throwIfAborted();
    const before = (ms: number) => new Date(ctx.clock.now().getTime() - ms).toISOString();
    const [due] = await ctx.database.sql<{ snapshot: string }[]>`
      select snapshot from compute_provider.snapshots left join compute_provider.snapshot_states using (snapshot)
      where removed_at is null
        and case when changed_at is null then coalesce(full_checked_at, created_at) <= ${before(input.everyMs)}
          else changed_at <= ${before(Math.min(input.everyMs, changedEveryMs))} end
      order by coalesce(changed_at, full_checked_at, created_at) limit 1`;
    const snapshot = due === undefined ? undefined : await findToCheck(ctx, due.snapshot);
    if (snapshot === undefined) return read;
    try {
      await checkAndRecord(ctx, snapshot, {
        full: true,
        ...(input.signal === undefined ? {} : { signal: input.signal }),
      });
      ctx.logger.info({ snapshot: snapshot.snapshot, bytes: snapshot.bytes }, 'a snapshot was read in full');
    } catch (error) {
      // Recorded and logged; the others have their turn.
      if (!(error instanceof DatasetChanged)) throw error;
    }
  }
}
