import { rm } from 'node:fs/promises';
import { and, eq, isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { samples } from '../store/sample-tables.ts';
import { SamplePublished } from './problems.ts';
import { findSample } from './read-samples.ts';

/**
 * Removes a draft. What it cost stays booked.
 * @throws SampleUnavailable, SamplePublished
 */
export async function deleteSample(ctx: Context, input: { name: string; sample: string }): Promise<void> {
  const row = await findSample(ctx, input);
  const removed = await ctx.database.db
    .delete(samples)
    .where(and(eq(samples.sample, row.sample), isNull(samples.publishedAt)))
    .returning({ sample: samples.sample });
  if (removed.length === 0) throw new SamplePublished(row.sample);
  await rm(row.directory, { recursive: true, force: true });
  ctx.logger.info({ sample: row.sample }, 'draft of a sample deleted');
}
