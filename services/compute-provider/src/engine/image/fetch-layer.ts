import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { constants, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { renameSynced } from '@atoll/storage/synced';
import { ImageInvalid } from '../errors.ts';
import type { BlobSource } from './blob-source.ts';
import { type OciLayer, packingOf } from './oci.ts';

/** A layer as a plain tar on this machine's disk, verified. */
export interface FetchedLayer {
  /** Its diff id. */
  readonly digest: string;
  readonly size: number;
  readonly path: string;
}

/** Where layers wait until the engine has loaded them: whole tars by diff id, and what has come so far of a blob by its digest. */
function layersFolder(imageDirectory: string): string {
  return join(imageDirectory, 'layers');
}

const fileOf = (digest: string): string => digest.replace(':', '-');
const suffix = '.partial';

/** Layers of images that nobody asked for again. */
const abandonedAfterMs = 7 * 86_400_000;

/** Removes what a kill has left of an unpacking, and layers that were left for a next try which never came. Call it before the first fetch. */
export async function clearLayers(imageDirectory: string): Promise<void> {
  const folder = layersFolder(imageDirectory);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    const useful = /^sha256-[0-9a-f]{64}(\.partial)?$/.test(name);
    if (!useful || Date.now() - mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
}

/**
 * Brings a layer into the folder, verified: the blob against the manifest's digest, the tar in it against the config's diff id. A layer
 * that is there already was verified when it came; a blob that was cut off goes on where it stopped.
 *
 * @param input.maxBytes most bytes of the unpacked tar
 */
export async function fetchLayer(input: {
  manifestDigest: string;
  layer: OciLayer;
  diffId: string;
  source: BlobSource;
  imageDirectory: string;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}): Promise<FetchedLayer> {
  const { diffId, layer, imageDirectory } = input;
  const folder = layersFolder(imageDirectory);
  const path = join(folder, fileOf(diffId));
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined) return { digest: diffId, size: there.size, path };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const blob = join(folder, `${fileOf(layer.digest)}${suffix}`);
  await fetchBlob(input, blob);
  if (packingOf[layer.mediaType] === 'none') await renameSynced(blob, path);
  else {
    await unpack(input, blob, path);
    await rm(blob, { force: true });
  }
  return { digest: diffId, size: (await stat(path)).size, path };
}

/** What is wrong with it is wrong for good: the file goes. Where the source failed, what has come stays for the next try. */
async function fetchBlob(input: Parameters<typeof fetchLayer>[0], path: string): Promise<void> {
  const { layer, manifestDigest, source, signal } = input;
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let hash = createHash('sha256');
  let size = 0;
  try {
    const before = await file.stat();
    const offset = before.size < layer.size ? before.size : 0;
    if (offset > 0) for await (const chunk of createReadStream(path, { end: offset - 1 })) hash.update(chunk);
    size = offset;
    const content = source.blob(layer, {
      offset,
      maxBytes: layer.size,
      signal,
      started: (from) => {
        if (from === offset) return;
        hash = createHash('sha256');
        size = 0;
      },
    });
    for await (const chunk of content) {
      if (size + chunk.byteLength > layer.size) {
        size += chunk.byteLength;
        break;
      }
      hash.update(chunk);
      await file.write(chunk, 0, chunk.byteLength, size);
      size += chunk.byteLength;
    }
    await file.truncate(Math.min(size, layer.size));
  } finally {
    await file.close();
  }
  if (size === layer.size && `sha256:${hash.digest('hex')}` === layer.digest) return;
  await rm(path, { force: true });
  throw new ImageInvalid(
    manifestDigest,
    size === layer.size
      ? `the bytes of blob ${layer.digest} have another digest`
      : `blob ${layer.digest} has not the ${layer.size} bytes that the manifest says`,
  );
}

async function unpack(input: Parameters<typeof fetchLayer>[0], blob: string, path: string): Promise<void> {
  const { manifestDigest, layer, diffId, maxBytes } = input;
  const partial = `${path}.${randomUUID()}`;
  const hash = createHash('sha256');
  let size = 0;
  const verified = async function* (tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of tar) {
      size += chunk.byteLength;
      if (size > maxBytes)
        throw new ImageInvalid(
          manifestDigest,
          `layer ${layer.digest} unpacks to more than the ${maxBytes} bytes that are left for it`,
          'make the image smaller, or choose a provider with a higher limit',
        );
      hash.update(chunk);
      yield chunk;
    }
  };
  const unpacking: Transform =
    packingOf[layer.mediaType] === 'zstd' ? createZstdDecompress() : createGunzip();
  try {
    await pipeline(
      createReadStream(blob),
      unpacking,
      verified,
      createWriteStream(partial, { mode: 0o600 }),
      input.signal === undefined ? {} : { signal: input.signal },
    );
    if (`sha256:${hash.digest('hex')}` !== diffId)
      throw new ImageInvalid(
        manifestDigest,
        `layer ${layer.digest} unpacks to another diff id than the config says`,
      );
    await renameSynced(partial, path);
  } catch (error) {
    await rm(blob, { force: true });
    if (error instanceof Error && 'code' in error && /^(Z_|ERR_ZSTD|ZSTD_)/.test(String(error.code)))
      throw new ImageInvalid(manifestDigest, `layer ${layer.digest} does not unpack`);
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}
