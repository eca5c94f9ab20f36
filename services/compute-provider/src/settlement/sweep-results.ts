import { parseCid } from '@atoll/storage/digest';
import { and, eq, isNull, lte, notInArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { openStates } from '../jobs/transition.ts';
import { removeUnneeded } from '../limits/kept-outputs.ts';
import { keptOutputs, rekeyedResults } from '../store/limit-tables.ts';
import { jobs } from '../store/tables.ts';
import { unpinElsewhere } from './pin-elsewhere.ts';

/**
 * Lets go of results that are kept no longer: the ciphertexts are unpinned here and in the second place, and the clear outputs are
 * removed unless they still answer identical jobs. Ledger, receipt and row stay. Taken again after a crash it goes on where it was.
 *
 * @throws AggregateError once all were looked at, where some failed: they are tried again in the next round
 */
export async function sweepResults(ctx: Context): Promise<void> {
  const { db } = ctx.database;
  const now = ctx.clock.now();
  const rows = await db
    .select({ jobId: keptOutputs.jobId, cid: jobs.resultCid })
    .from(keptOutputs)
    .innerJoin(jobs, eq(jobs.jobId, keptOutputs.jobId))
    .where(
      and(
        isNull(keptOutputs.sweptAt),
        lte(keptOutputs.keptUntil, now),
        notInArray(jobs.state, [...openStates]),
      ),
    );
  await removeUnneeded(ctx);
  const failures: unknown[] = [];
  for (const { jobId, cid } of rows) {
    try {
      const anew = await db
        .select({ cid: rekeyedResults.cid })
        .from(rekeyedResults)
        .where(eq(rekeyedResults.jobId, jobId));
      for (const each of [...(cid === null ? [] : [cid]), ...anew.map((row) => row.cid)]) {
        await ctx.storage.unpin(parseCid(each));
        await unpinElsewhere(ctx, each);
      }
      await db.update(keptOutputs).set({ sweptAt: now }).where(eq(keptOutputs.jobId, jobId));
      ctx.logger.info({ jobId }, 'result swept');
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} results could not be swept`);
}
