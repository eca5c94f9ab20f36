import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AtollError } from '@atoll/schemas/error';
import { type OciBlob, type OciImage } from '@atoll/schemas/metadata/image';
import { type z } from 'zod';
import { type GetFile, type PrepareOptions } from '../engine.ts';
import { ImageInvalid, ImageUnavailable } from '../errors.ts';
import { OciConfig, OciManifest, maxDocumentBytes } from './oci.ts';

/** An image whose manifest and config are verified. Its layers are not here yet. */
export interface ImageDocuments {
  manifestDigest: string;
  manifest: OciManifest;
  config: OciConfig;
  configBytes: Uint8Array;
}

/**
 * Fetches manifest and config and verifies them: manifest against the digest that was approved, config against the manifest,
 * the config's diff ids against the layers, the sum of the sizes against the limit.
 */
export async function fetchDocuments(image: OciImage, options: PrepareOptions): Promise<ImageDocuments> {
  const { manifestDigest } = image;
  if (image.manifest === undefined || image.blobs === undefined) {
    throw new ImageInvalid(manifestDigest, 'the manifest names neither blobs on IPFS nor a repository');
  }
  const manifestBytes = await readDocument(image.manifest, manifestDigest, manifestDigest, options);
  const manifest = parse(OciManifest, manifestBytes, manifestDigest, 'the manifest');
  const total = manifest.layers.reduce((sum, layer) => sum + layer.size, manifest.config.size);
  if (total > options.maxBytes) {
    throw new ImageInvalid(
      manifestDigest,
      `it has ${total} bytes where ${options.maxBytes} are allowed`,
      'make the image smaller, or choose a provider with a higher limit',
    );
  }
  const configBlob = blobOf(image, manifest.config);
  const configBytes = await readDocument(configBlob.cid, manifest.config.digest, manifestDigest, options);
  if (configBytes.byteLength !== manifest.config.size) {
    throw new ImageInvalid(manifestDigest, 'the config has another size than the manifest says');
  }
  const config = parse(OciConfig, configBytes, manifestDigest, 'the config');
  const layers = manifest.layers.map(({ digest }) => digest);
  if (layers.join() !== config.rootfs.diff_ids.join()) {
    throw new ImageInvalid(manifestDigest, 'the diff ids of the config are not the layers of the manifest');
  }
  return { manifestDigest, manifest, config, configBytes };
}

/** Where verified layers wait until the engine has loaded them. */
function layersFolder(imageDirectory: string): string {
  return join(imageDirectory, 'layers');
}

/** Layers of images that nobody asked for again. */
const abandonedAfterMs = 7 * 86_400_000;

/** Removes what a kill has cut off, and layers that were left for a next try which never came. Call it before the first fetch. */
export async function clearLayers(imageDirectory: string): Promise<void> {
  const folder = layersFolder(imageDirectory);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    const whole = /^sha256-[0-9a-f]{64}$/.test(name);
    if (!whole || Date.now() - mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
}

/**
 * Brings a layer into the folder, verified, and returns its path. A layer that is there already was verified when it came;
 * one that is cut off leaves nothing under the final name.
 */
export async function fetchLayer(
  image: OciImage,
  layer: OciManifest['layers'][number],
  imageDirectory: string,
  options: PrepareOptions,
): Promise<string> {
  const folder = layersFolder(imageDirectory);
  const path = join(folder, layer.digest.replace(':', '-'));
  const there = await stat(path).catch(() => undefined);
  if (there?.size === layer.size) return path;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = `${path}.${randomUUID()}`;
  try {
    const content = source(blobOf(image, layer).cid, image.manifestDigest, options.getFile, {
      maxBytes: layer.size,
      signal: options.signal,
    });
    const verified = verify(content, layer, image.manifestDigest);
    await pipeline(Readable.from(verified), createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
  return path;
}

async function* verify(
  content: AsyncIterable<Uint8Array>,
  expected: { digest: string; size: number },
  manifestDigest: string,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    size += chunk.byteLength;
    if (size > expected.size) break;
    hash.update(chunk);
    yield chunk;
  }
  if (size !== expected.size) {
    throw new ImageInvalid(
      manifestDigest,
      `blob ${expected.digest} has not the ${expected.size} bytes that the manifest says`,
    );
  }
  if (`sha256:${hash.digest('hex')}` !== expected.digest) {
    throw new ImageInvalid(manifestDigest, `the bytes of blob ${expected.digest} have another digest`);
  }
}

async function readDocument(
  cid: string,
  digest: string,
  manifestDigest: string,
  options: PrepareOptions,
): Promise<Uint8Array> {
  const limits = { maxBytes: maxDocumentBytes, signal: options.signal };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source(cid, manifestDigest, options.getFile, limits)) {
    size += chunk.byteLength;
    if (size > maxDocumentBytes)
      throw new ImageInvalid(manifestDigest, `document ${digest} has more than ${maxDocumentBytes} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest) {
    throw new ImageInvalid(manifestDigest, `the bytes of document ${digest} have another digest`);
  }
  return bytes;
}

/** The file's bytes; what the storage could not do becomes ImageUnavailable, larger files than announced ImageInvalid. */
async function* source(
  cid: string,
  manifestDigest: string,
  getFile: GetFile,
  limits: { maxBytes: number; signal?: AbortSignal | undefined },
): AsyncIterable<Uint8Array> {
  try {
    yield* getFile(cid, limits);
  } catch (error) {
    if (limits.signal?.aborted) throw error;
    if (error instanceof AtollError && error.code === 'payload_too_large') {
      throw new ImageInvalid(
        manifestDigest,
        `${cid} is larger than the ${limits.maxBytes} bytes that it may have`,
      );
    }
    throw new ImageUnavailable(manifestDigest, error instanceof Error ? error.message : String(error), error);
  }
}

function blobOf(image: OciImage, descriptor: { digest: string; size: number }): OciBlob {
  const blob = image.blobs?.find(({ digest }) => digest === descriptor.digest);
  if (blob) return blob;
  throw new ImageInvalid(
    image.manifestDigest,
    `the algorithm’s document does not say where blob ${descriptor.digest} lies`,
  );
}

function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array, manifestDigest: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ImageInvalid(manifestDigest, `${what} is not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ImageInvalid(
    manifestDigest,
    `${what} is not as expected: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}
