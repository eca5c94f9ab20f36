import { asc, eq, inArray, lt } from 'drizzle-orm';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { readHalt } from '../../desk/read-halt.ts';
import { sampleRuns } from '../../store/sample-tables.ts';
import { performRun } from './perform-run.ts';
import { engineJobOf, keptMs, runFolder, runsFolder } from './run-row.ts';

/** A run that took this provider down so often is not tried again. */
const mostStarts = 3;

/** Removes files of runs that are not known any more. Call it before the first round. */
export async function sweepRunFiles(ctx: Context): Promise<void> {
  await mkdir(runsFolder(ctx), { recursive: true, mode: 0o700 });
  const known = await ctx.database.db.select({ run: sampleRuns.run }).from(sampleRuns);
  const names = new Set(known.map(({ run }) => run));
  for (const name of await readdir(runsFolder(ctx)))
    if (!names.has(name)) await rm(join(runsFolder(ctx), name), { recursive: true, force: true });
}

/** Performs the runs that wait, oldest first, one at a time, and removes what has been kept long enough. */
export async function workSampleRuns(ctx: Context, signal: AbortSignal): Promise<void> {
  await takeUpBegun(ctx);
  await sweepRuns(ctx);
  while (!signal.aborted && !(await readHalt(ctx)).halted) {
    const [next] = await ctx.database.db
      .select()
      .from(sampleRuns)
      .where(eq(sampleRuns.state, 'queued'))
      .orderBy(asc(sampleRuns.createdAt))
      .limit(1);
    if (next === undefined) return;
    await performRun(ctx, next, signal);
  }
}

/** Between rounds nothing runs: what seems to was begun by a process that was killed, or its end could not be committed. It begins anew. */
async function takeUpBegun(ctx: Context): Promise<void> {
  const begun = await ctx.database.db
    .select({ run: sampleRuns.run, starts: sampleRuns.starts })
    .from(sampleRuns)
    .where(inArray(sampleRuns.state, ['preparing', 'running']));
  for (const { run, starts } of begun) {
    await ctx.engine.destroy(engineJobOf(run));
    await rm(runFolder(ctx, run).root, { recursive: true, force: true });
    const problem = {
      code: 'engine_unavailable',
      detail: 'the provider was restarted under the run, each time it was tried',
      hint: 'ask for the run again later',
    };
    await ctx.database.db
      .update(sampleRuns)
      .set(starts < mostStarts ? { state: 'queued' } : { state: 'failed', problem })
      .where(eq(sampleRuns.run, run));
  }
}

async function sweepRuns(ctx: Context): Promise<void> {
  const since = new Date(ctx.clock.now().getTime() - keptMs);
  const old = await ctx.database.db
    .select({ run: sampleRuns.run })
    .from(sampleRuns)
    .where(lt(sampleRuns.createdAt, since));
  for (const { run } of old) {
    await ctx.engine.destroy(engineJobOf(run));
    await rm(runFolder(ctx, run).root, { recursive: true, force: true });
    await ctx.database.db.delete(sampleRuns).where(eq(sampleRuns.run, run));
  }
}
