import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import { type AlgorithmManifest, OutputName } from '@atoll/schemas/metadata/algorithm';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { cidOfDigest } from '@atoll/storage/digest';
import { writeSynced } from '@atoll/storage/synced';
import { eq, sql } from 'drizzle-orm';
import { algorithmOf, findApproval } from '../../approvals/find-approval.ts';
import { prepareProgram } from '../../approvals/prepare-program.ts';
import type { Context } from '../../context.ts';
import type { RunEnd, RunSpecification } from '../../engine/engine.ts';
import { OutputUndeclared } from '../../guard/problems.ts';
import { runCheck } from '../../guard/run-guard.ts';
import { GpuNotForSamples } from '../../gpus/problems.ts';
import type { ApprovedModel } from '../../models/approved-model.ts';
import { fetchModel, readKept } from '../../models/kept-model.ts';
import { checkOnnxManifest, programOf } from '../../models/program.ts';
import { checkRuntime } from '../../quotes/check-resources.ts';
import { sampleRuns } from '../../store/sample-tables.ts';
import { findPublished } from './find-published.ts';
import { SampleRunsRefused } from './problems.ts';
import { engineJobOf, logBytes, runFolder, type SampleRunRow } from './run-row.ts';
import { untilStopped } from './until-stopped.ts';

const mebibyte = 1 << 20;
/** Images that nobody approved are smaller than those that somebody did. */
const maxImageBytes = 4 * 2 ** 30;

type Changes = Partial<typeof sampleRuns.$inferInsert>;

/**
 * Performs one run on a sample: image, sandbox, limits and the checks of declared outputs are those of a run on the data. Its end is committed
 * in every case but that of a shutdown, which puts it back into the queue; by then the engine has nothing left of it.
 */
export async function performRun(ctx: Context, row: SampleRunRow, signal: AbortSignal): Promise<void> {
  const change = (changes: Changes) =>
    ctx.database.db.update(sampleRuns).set(changes).where(eq(sampleRuns.run, row.run));
  const over = new AbortController();
  let changes: Changes;
  try {
    changes = await runToItsEnd(ctx, { row, change, stopped: () => untilStopped(ctx, signal, over.signal) });
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) ctx.logger.error({ err: error, run: row.run }, 'a run on a sample broke off');
    changes = {
      state: 'failed',
      problem: problem ?? { code: 'internal', detail: 'the run broke off', hint: 'ask for it again later' },
    };
  }
  over.abort();
  try {
    await clearAway(ctx, row.run);
  } finally {
    await change(changes);
  }
}

/** What is to be written of the run: how it ended, or that it waits again. */
async function runToItsEnd(
  ctx: Context,
  input: {
    row: SampleRunRow;
    change: (changes: Changes) => Promise<unknown>;
    stopped: () => ReturnType<typeof untilStopped>;
  },
): Promise<Changes> {
  const { row, change } = input;
  await ctx.database.db
    .update(sampleRuns)
    .set({ state: 'preparing', starts: sql`${sampleRuns.starts} + 1` })
    .where(eq(sampleRuns.run, row.run));
  const work = await prepare(ctx, row);
  await change({ state: 'running' });
  await ctx.engine.destroy(engineJobOf(row.run));
  const { end } = await ctx.engine.run(work.specification);
  const ended = await Promise.race([end, input.stopped()]);
  if (ended === 'shutdown') {
    end.catch(() => undefined);
    return { state: 'queued', starts: row.starts };
  }
  if (ended === 'halted') {
    end.catch(() => undefined);
    throw new SampleRunsRefused('the custodian halted the provider', 'ask again once it is resumed');
  }
  return finish(ctx, row.run, ended, work);
}

async function clearAway(ctx: Context, run: string): Promise<void> {
  const { raw, model } = runFolder(ctx, run);
  await ctx.engine.destroy(engineJobOf(run));
  await rm(raw, { recursive: true, force: true });
  await rm(model, { force: true });
}

function problemOf(error: unknown) {
  if (!(error instanceof AtollError)) return undefined;
  return { code: error.code, detail: error.message, hint: error.hint };
}

interface Work {
  readonly manifest: AlgorithmManifest;
  readonly rules: DatasetRules;
  readonly specification: RunSpecification;
}

/** Everything is read anew: what was allowed when the run was asked for may not be any more. */
async function prepare(ctx: Context, row: SampleRunRow): Promise<Work> {
  const metadataDigest = Bytes32.parse(row.metadataDigest);
  const { snapshot, sample } = await findPublished(ctx, row.datasetId);
  if (sample.sample !== row.sample)
    throw new SampleRunsRefused('another sample was published meanwhile', 'ask for the run again');
  const approval =
    ctx.settings.sampleRuns.mode === 'any'
      ? undefined
      : await findApproval(ctx, { datasetId: row.datasetId, metadataDigest });
  const document =
    approval?.document ?? algorithmOf(await ctx.storage.getDocument(cidOfDigest(metadataDigest)));
  const { manifest } = document.atoll;
  if (manifest.resources.gpus > 0) throw new GpuNotForSamples(manifest.resources.gpus);
  checkRuntime({ gvisor: snapshot.rules.runtime === 'gvisor' }, await ctx.engine.describe());
  const image = await prepareProgram(ctx, manifest, Math.min(maxImageBytes, ctx.settings.maxImageBytes));
  const folder = runFolder(ctx, row.run);
  await rm(folder.root, { recursive: true, force: true });
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  await writeFile(folder.parameters, canonicalJson(row.parameters));
  await chmod(folder.parameters, 0o444);
  const model = await modelOf(ctx, { manifest, approved: approval?.model, path: folder.model });
  return {
    manifest,
    rules: snapshot.rules,
    specification: {
      ...specify(ctx, { row, manifest, imageId: image.imageId, directory: sample.directory }),
      ...(model === undefined ? {} : { model }),
    },
  };
}

/** The model of an ONNX algorithm: the copy that was approved, else one that is fetched and checked for this run alone. */
async function modelOf(
  ctx: Context,
  input: { manifest: AlgorithmManifest; approved: ApprovedModel | undefined; path: string },
): Promise<RunSpecification['model']> {
  const { manifest, approved, path } = input;
  if (manifest.onnx === undefined) return undefined;
  if (approved !== undefined) return readKept(ctx, approved);
  checkOnnxManifest(manifest);
  const { sha256 } = await fetchModel(ctx, manifest.onnx, path);
  return { file: path, sha256 };
}

function specify(
  ctx: Context,
  input: { row: SampleRunRow; manifest: AlgorithmManifest; imageId: string; directory: string },
): RunSpecification {
  const { manifest, row } = input;
  const { resources } = manifest;
  return {
    jobId: engineJobOf(row.run),
    imageId: input.imageId,
    ...programOf(manifest),
    inputs: [input.directory],
    parametersFile: runFolder(ctx, row.run).parameters,
    limits: {
      cpus: resources.cpus,
      memoryBytes: resources.memoryBytes,
      pids: resources.pids,
      outputBytes: outputBytes(manifest),
      outputEntries: manifest.outputs.length + 16,
      scratchBytes: Math.max(resources.scratchBytes, mebibyte),
      openFiles: 1024,
      logBytes,
      wallSeconds: Math.min(manifest.maxSeconds, ctx.settings.sampleRuns.seconds),
    },
  };
}

const outputBytes = (manifest: AlgorithmManifest): number =>
  manifest.outputs.reduce((sum, output) => sum + output.maxBytes, mebibyte);

/** Keeps log and outputs of a run that ended, and says how it went. */
async function finish(ctx: Context, run: string, end: RunEnd, work: Work): Promise<Changes> {
  if (end.outcome.kind === 'lost')
    return {
      state: 'failed',
      problem: {
        code: 'engine_unavailable',
        detail: 'the engine went down under the run',
        hint: 'ask for the run again',
      },
    };
  const folder = runFolder(ctx, run);
  const log = await ctx.engine.logs(engineJobOf(run), { maxBytes: logBytes });
  await writeFile(folder.log, log, { mode: 0o600 });
  const told = { state: 'ended' as const, outcome: end.outcome, usage: end.usage };
  if (end.outcome.kind !== 'exited' || end.outcome.code !== 0) return told;
  try {
    return { ...told, outputs: await keepOutputs(ctx, run, work) };
  } catch (error) {
    // What would keep outputs of a run on the data from leaving is what the author wants to know.
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { ...told, problem };
  }
}

/** Writes what the guard would let out, in the form in which it would. */
async function keepOutputs(ctx: Context, run: string, { manifest, rules }: Work) {
  const { raw, outputs } = runFolder(ctx, run);
  await mkdir(raw, { mode: 0o700 });
  await mkdir(outputs, { mode: 0o700 });
  const bounds = { maxEntries: manifest.outputs.length + 16, maxBytes: outputBytes(manifest) };
  for await (const entry of ctx.engine.collect(engineJobOf(run), bounds)) {
    if (entry.type !== 'file' || !OutputName.safeParse(entry.path).success)
      throw new OutputUndeclared(entry.path, 'no regular file with a plain name');
    await writeSynced(join(raw, entry.path), entry.content);
  }
  const clean = await runCheck({ directory: raw, declared: manifest.outputs, rules });
  for (const output of clean) await writeSynced(join(outputs, output.name), [output.bytes]);
  return clean.map(({ name, type, bytes }) => ({ name, type, bytes: bytes.byteLength }));
}
