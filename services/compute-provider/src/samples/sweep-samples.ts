import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { samples } from '../store/sample-tables.ts';
import { samplesFolder } from './sample-folder.ts';

/** Removes what a killed process left of samples that it was making or deleting. */
export async function sweepSamples(ctx: Pick<Context, 'database' | 'settings'>): Promise<void> {
  const folder = samplesFolder(ctx);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const rows = await ctx.database.db.select({ sample: samples.sample }).from(samples);
  const known = new Set(rows.map(({ sample }) => sample));
  for (const name of await readdir(folder))
    if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true });
}
