import type { CID } from 'multiformats/cid';
import type { ExportOptions, PinOptions, ReadOptions, StagedBlocks } from './block-source.ts';
import { readCar } from './car-read.ts';
import { writeCar } from './car-write.ts';
import { ContentTooLarge } from './errors.ts';
import { type BlockSources, readBlock } from './read-block.ts';
import { readFile } from './read-file.ts';
import { verifyBlock } from './verify-block.ts';
import { type ReadBlock, walkDag } from './walk-dag.ts';
import { walkRange } from './walk-range.ts';

const reader =
  (sources: BlockSources, options: ReadOptions & { repair?: boolean }): ReadBlock =>
  (cid, signal) =>
    readBlock(sources, cid, { ...options, signal });

/** The bytes of a file. */
export const getFile = (
  sources: BlockSources,
  cid: CID,
  options: ReadOptions & Parameters<typeof readFile>[2],
): AsyncIterable<Uint8Array> => readFile(reader(sources, options), cid, options);

async function* carBlocks(
  read: ReadBlock,
  root: CID,
  options: ExportOptions,
): AsyncGenerator<{ cid: CID; bytes: Uint8Array }> {
  const { way = [], range, signal = new AbortController().signal } = options;
  yield* way;
  yield* range === undefined ? walkDag(read, root, options) : walkRange(read, root, range, signal);
}

/** What is below a root as a CAR. */
export const exportCar = (
  sources: BlockSources,
  root: CID,
  options: ExportOptions,
): AsyncIterable<Uint8Array> => writeCar(root, carBlocks(reader(sources, options), root, options));

/** Keeps the blocks of a CAR. @returns its roots */
export async function importCar(
  { local }: BlockSources,
  source: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal },
): Promise<CID[]> {
  const { roots, blocks } = await readCar(source, maxBytes);
  for await (const { cid, bytes } of blocks) {
    signal?.throwIfAborted();
    // A copy, for a store may keep the very bytes that it is given.
    await local.write(cid, bytes.slice());
  }
  return roots;
}

/** Brings everything below a root here and keeps it. */
export async function pin(
  sources: BlockSources,
  root: CID,
  options: PinOptions,
): Promise<{ blocks: number; bytes: number }> {
  let blocks = 0;
  let size = 0;
  for await (const { cid, bytes } of walkDag(reader(sources, options), root, options)) {
    blocks += 1;
    size += bytes.byteLength;
    if (options.maxBytes !== undefined && size > options.maxBytes) {
      throw new ContentTooLarge(`the DAG at ${root.toString()}`, options.maxBytes);
    }
    options.onProgress?.({ cid, blocks, bytes: size });
  }
  await sources.local.addPin(root);
  return { blocks, bytes: size };
}

/** Takes blocks in that were verified and lie elsewhere on this machine, and keeps the root. */
export async function pinStaged(
  sources: BlockSources,
  root: CID,
  staged: StagedBlocks,
  cids: readonly CID[],
): Promise<void> {
  const { local } = sources;
  if (local.moveIn !== undefined) {
    await local.moveIn(
      cids.flatMap((cid) => {
        const path = staged.release(cid);
        return path === undefined ? [] : { cid, path };
      }),
    );
    return local.addPin(root);
  }
  for (const cid of cids) {
    const bytes = await staged.read(cid);
    if (bytes !== undefined) await local.write(cid, verifyBlock(cid, bytes, staged.origin));
  }
  await pin(sources, root, { localOnly: true });
}
