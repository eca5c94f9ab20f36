import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bytes32 } from '@atoll/schemas/ids';
import { inArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { sweepSnapshots } from '../datasets/sweep-snapshots.ts';
import { recoverKept } from '../limits/kept-outputs.ts';
import { sweepModels } from '../models/kept-model.ts';
import { jobs } from '../store/tables.ts';
import { jobFolder } from './folders.ts';
import { openStates } from './transition.ts';

/**
 * Takes up what an earlier process left: containers, volumes and files that belong to no open job go, and every open job is
 * taken up where its last commit left it.
 */
export async function recover(ctx: Context): Promise<void> {
  const rows = await ctx.database.db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(inArray(jobs.state, [...openStates]));
  const open = new Set(rows.map(({ jobId }) => jobId));
  const left = new Set((await ctx.engine.list()).map(({ jobId }) => jobId));
  for (const jobId of left) if (!open.has(jobId)) await ctx.engine.destroy(jobId);
  await sweep(join(ctx.settings.stateDirectory, 'jobs'), (name) => !open.has(name));
  await sweepSnapshots(ctx);
  await sweepModels(ctx);
  await recoverKept(ctx);
  for (const jobId of open) {
    await rm(`${jobFolder(ctx, Bytes32.parse(jobId)).raw}.partial`, { recursive: true, force: true });
    await ctx.enqueue(Bytes32.parse(jobId));
  }
  ctx.logger.info({ open: open.size, engineObjects: left.size }, 'recovered');
}

async function sweep(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder))
    if (isLeft(name)) await rm(join(folder, name), { recursive: true, force: true });
}
