import { rm } from 'node:fs/promises';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Context } from '../context.ts';
import { jobFolder } from './folders.ts';

/** Leaves no container, volume or file of a job that has ended; the encrypted result and the log stay. */
export async function cleanUp(ctx: Context, jobId: Bytes32): Promise<void> {
  await ctx.runs.stop(jobId);
  await ctx.engine.destroy(jobId);
  await rm(jobFolder(ctx, jobId).root, { recursive: true, force: true });
}
