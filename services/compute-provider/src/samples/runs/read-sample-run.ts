import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleRunView } from '@atoll/schemas/sample-api';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { samples, sampleRuns } from '../../store/sample-tables.ts';
import { SampleRunNotFound, SampleRunNotReady } from './problems.ts';
import { engineJobOf, logBytes, runFolder, sampleRunView } from './run-row.ts';

interface Asked {
  readonly run: string;
  /** Who signed the request. */
  readonly reader: `0x${string}`;
}

/**
 * Where a run stands; for whoever asked for it.
 * @throws SampleRunNotFound
 */
export async function readSampleRun(
  ctx: Pick<Context, 'database'>,
  { run, reader }: Asked,
): Promise<SampleRunView> {
  const [row] = await ctx.database.db
    .select({ run: sampleRuns, cid: samples.cid })
    .from(sampleRuns)
    .innerJoin(samples, eq(samples.sample, sampleRuns.sample))
    .where(and(eq(sampleRuns.run, run), eq(sampleRuns.signer, reader)));
  if (row === undefined) throw new SampleRunNotFound(run);
  return sampleRunView(row.run, row.cid);
}

/**
 * All that the algorithm printed, up to now where it runs: on a sample there is nothing to keep from its author.
 * @throws SampleRunNotFound, SampleRunNotReady
 */
export async function readSampleLog(ctx: Context, asked: Asked): Promise<Uint8Array<ArrayBuffer>> {
  const { state, outcome } = await readSampleRun(ctx, asked);
  if (state === 'running')
    return new Uint8Array(await ctx.engine.logs(engineJobOf(asked.run), { maxBytes: logBytes }));
  if (outcome === undefined) throw new SampleRunNotReady(asked.run, state);
  return new Uint8Array(await readFile(runFolder(ctx, asked.run).log));
}

/**
 * An output, as the guard would let it out.
 * @throws SampleRunNotFound, SampleRunNotReady
 */
export async function readSampleOutput(
  ctx: Context,
  asked: Asked & { name: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const { state, outputs } = await readSampleRun(ctx, asked);
  if (!outputs.some(({ name }) => name === asked.name))
    throw new SampleRunNotReady(asked.run, `${state} and has no output ${asked.name}`);
  return new Uint8Array(await readFile(join(runFolder(ctx, asked.run).outputs, asked.name)));
}
