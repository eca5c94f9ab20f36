import type { SampleView } from '@atoll/schemas/sample-api';
import { and, desc, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { samples } from '../store/sample-tables.ts';
import { SampleUnavailable } from './problems.ts';
import { sampleView } from './sample-view.ts';

/** Every sample of a dataset, newest first; for its custodian. */
export async function listSamples(ctx: Pick<Context, 'database'>, name: string): Promise<SampleView[]> {
  const rows = await ctx.database.db
    .select()
    .from(samples)
    .where(eq(samples.name, name))
    .orderBy(desc(samples.createdAt));
  return rows.map(sampleView);
}

/** @throws SampleUnavailable */
export async function findSample(
  ctx: Pick<Context, 'database'>,
  input: { name: string; sample: string },
): Promise<typeof samples.$inferSelect> {
  const [row] = await ctx.database.db
    .select()
    .from(samples)
    .where(and(eq(samples.name, input.name), eq(samples.sample, input.sample)));
  if (row === undefined) throw new SampleUnavailable(`${input.name} has no sample ${input.sample}`);
  return row;
}

/** One sample; for its custodian. */
export async function readSample(
  ctx: Pick<Context, 'database'>,
  input: { name: string; sample: string },
): Promise<SampleView> {
  return sampleView(await findSample(ctx, input));
}
