import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { parseCid } from '@atoll/storage/digest';
import { renameSynced } from '@atoll/storage/synced';
import { isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { runModelCheck } from '../guard/run-guard.ts';
import { approvals } from '../store/tables.ts';
import { ApprovedModel } from './approved-model.ts';
import { ModelRefused, OnnxNotRunnable } from './problems.ts';
import { checkOnnxManifest } from './program.ts';

/** Larger models are refused: they are checked in memory, and a run holds them in memory too. */
export const maxModelBytes = 512 << 20;

type Named = NonNullable<AlgorithmManifest['onnx']>;

/**
 * Fetches a model by its CID, verified block by block, checks it as what it is, a stranger's file, and keeps exactly this copy.
 *
 * @throws OnnxNotRunnable where nothing here could run it; ModelRefused where it is no model that may run; AtollError `content_unavailable`
 */
export async function keepModel(
  ctx: Pick<Context, 'settings' | 'storage'>,
  onnx: Named,
  manifest: AlgorithmManifest,
): Promise<ApprovedModel> {
  if (ctx.settings.onnxRunner === undefined) throw new OnnxNotRunnable();
  checkOnnxManifest(manifest);
  return keep(ctx, onnx);
}

async function keep(ctx: Pick<Context, 'settings' | 'storage'>, onnx: Named): Promise<ApprovedModel> {
  await mkdir(folderOf(ctx), { recursive: true, mode: 0o700 });
  const partial = join(folderOf(ctx), `${randomBytes(16).toString('hex')}.partial`);
  try {
    const model = await fetchModel(ctx, onnx, partial);
    await renameSynced(partial, pathOf(ctx, model.sha256));
    return model;
  } finally {
    await rm(partial, { force: true });
  }
}

/**
 * Fetches a model into a file, verified and checked; whatever was fetched stays there where it is refused.
 * @throws ModelRefused, AtollError `content_unavailable`
 */
export async function fetchModel(
  { storage }: Pick<Context, 'storage'>,
  onnx: Named,
  path: string,
): Promise<ApprovedModel> {
  if (onnx.size > maxModelBytes)
    throw new ModelRefused(`its model has ${onnx.size} bytes, more than the ${maxModelBytes} that are run`);
  const parts: Uint8Array[] = [];
  for await (const part of storage.getFile(parseCid(onnx.cid), { maxBytes: onnx.size })) parts.push(part);
  const bytes = Buffer.concat(parts);
  if (bytes.byteLength !== onnx.size)
    throw new ModelRefused(`its model has ${bytes.byteLength} bytes, its manifest says ${onnx.size}`);
  await writeFile(path, bytes, { mode: 0o600 });
  const reason = await runModelCheck(path);
  if (reason !== undefined) throw new ModelRefused(`its model is none that may be run: ${reason}`);
  // The run's user reads it through a mount; the folder around it stays closed.
  await chmod(path, 0o444);
  return { cid: onnx.cid, size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * The kept copy, read and compared first; one that was lost or changed is fetched again and has to be the same.
 * @throws ModelRefused where what is fetched is not what was approved; AtollError `content_unavailable`
 */
export async function readKept(
  ctx: Pick<Context, 'settings' | 'storage'>,
  model: ApprovedModel,
): Promise<{ file: string; sha256: string }> {
  const file = pathOf(ctx, model.sha256);
  if ((await digestAt(file)) !== model.sha256 && (await keep(ctx, model)).sha256 !== model.sha256)
    throw new ModelRefused('its model is not the one that was approved');
  return { file, sha256: model.sha256 };
}

async function digestAt(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes copies that no standing approval names. Call it while nothing is being approved. */
export async function sweepModels(ctx: Pick<Context, 'settings' | 'database'>): Promise<void> {
  await mkdir(folderOf(ctx), { recursive: true, mode: 0o700 });
  const rows = await ctx.database.db
    .select({ model: approvals.model })
    .from(approvals)
    .where(isNull(approvals.revokedAt));
  const named = new Set(
    rows.flatMap(({ model }) => (model === null ? [] : [`${ApprovedModel.parse(model).sha256}.onnx`])),
  );
  for (const name of await readdir(folderOf(ctx)))
    if (!named.has(name)) await rm(join(folderOf(ctx), name), { force: true });
}

const folderOf = ({ settings }: Pick<Context, 'settings'>) => join(settings.stateDirectory, 'models');
const pathOf = (ctx: Pick<Context, 'settings'>, sha256: string) => join(folderOf(ctx), `${sha256}.onnx`);
