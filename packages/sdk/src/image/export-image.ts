import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { OciBlob, OciImage } from '@atoll/schemas/metadata/image';
import { z } from 'zod';
import { ImageNotExportable } from './errors.ts';
import { type SpooledFile, spool, spoolArchive } from './spool-archive.ts';

const manifestMediaType = 'application/vnd.oci.image.manifest.v1+json';
const configMediaType = 'application/vnd.oci.image.config.v1+json';
const layerMediaType = 'application/vnd.oci.image.layer.v1.tar';

/** Most bytes of an archive's own documents. */
const maxDocumentBytes = 1 << 20;

/** One blob on its way to a store. `size` in bytes, `digest` as `sha256:` and 64 hex digits. */
export interface ImageBlob {
  digest: string;
  size: number;
  mediaType: string;
  content: AsyncIterable<Uint8Array>;
  /** The file that it lies in until `put` has ended. */
  path: string;
}

const ArchiveManifest = z
  .array(z.object({ Config: z.string(), Layers: z.array(z.string()).min(1).max(127) }))
  .length(1, 'the archive holds more than one image; save one');

const Config = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) });

/**
 * Turns the archive that `docker save` writes into an OCI image of separate blobs: config, layers as plain tars, and a
 * manifest in canonical JSON, whose sha-256 names the image for good. Takes the archives of Docker 20.10 (docker-archive)
 * and of later ones (OCI layout with `manifest.json` beside it; compressed layers are unpacked).
 *
 * Everything is checked before it is stored: each layer must be what the config's diff id says.
 * Blobs are handed to `put` one after another; it returns the CID under which the bytes can be read.
 * The work folder takes the size of the image for a while.
 *
 * @throws ImageNotExportable (`image_invalid`) when the archive is not one, or not what its config says
 * @example
 * const archive = await saveImage({ socketPath: '/var/run/docker.sock', image: 'sha256:…' });
 * const image = await exportImage({
 *   archive,
 *   put: ({ path }) => pinPath(ctx, path),
 * });
 * // { manifestDigest: 'sha256:…', manifest: 'bafk…', blobs: [{ digest, size, mediaType, cid }, …] }
 */
export async function exportImage(input: {
  archive: Readable;
  put: (blob: ImageBlob) => Promise<string>;
  /** Where to keep the archive meanwhile; the system's folder for temporary files if absent. */
  workDirectory?: string;
}): Promise<OciImage & { manifest: string; blobs: OciBlob[] }> {
  const folder = await mkdtemp(join(input.workDirectory ?? tmpdir(), 'atoll-image-'));
  try {
    const files = await spoolArchive(input.archive, folder);
    const [archive] = await readJson(files, 'manifest.json', ArchiveManifest);
    if (!archive) throw new ImageNotExportable('the archive names no image');
    const configFile = fileOf(files, archive.Config);
    const config = await readJson(files, archive.Config, Config);
    const diffIds = config.rootfs.diff_ids;
    if (diffIds.length !== archive.Layers.length)
      throw new ImageNotExportable('the config names other layers than the archive');

    const blobs = new Map<string, OciBlob>();
    const store = async (
      file: SpooledFile,
      mediaType: string,
    ): Promise<{ mediaType: string; digest: string; size: number }> => {
      const { digest, size } = file;
      if (!blobs.has(digest)) {
        const cid = await input.put(blobOf(file, mediaType));
        blobs.set(digest, { digest, size, mediaType, cid });
      }
      return { mediaType, digest, size };
    };
    const configDescriptor = await store(configFile, configMediaType);
    const layers = [];
    for (const [index, name] of archive.Layers.entries()) {
      const layer = await plainLayer(fileOf(files, name), folder);
      if (layer.digest !== diffIds[index])
        throw new ImageNotExportable(`layer ${index} is not the one that the config names`);
      layers.push(await store(layer, layerMediaType));
    }

    const manifest = canonicalJsonBytes({
      schemaVersion: 2,
      mediaType: manifestMediaType,
      config: configDescriptor,
      layers,
    });
    const file = await spool(Readable.from([manifest]), 'the manifest', folder);
    const cid = await input.put(blobOf(file, manifestMediaType));
    return { manifestDigest: file.digest, manifest: cid, blobs: [...blobs.values()] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function blobOf({ digest, size, path }: SpooledFile, mediaType: string): ImageBlob {
  return { digest, size, mediaType, path, content: contentOf(path) };
}

/** Opened when somebody reads: who takes the path has no use for it. */
async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: 1 << 20 });
}

/** A layer as a plain tar: as it is, or unpacked from what containerd's image store saves. */
async function plainLayer(file: SpooledFile, folder: string): Promise<SpooledFile> {
  const handle = await open(file.path);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  await handle.close();
  const magic = buffer.subarray(0, bytesRead).toString('hex');
  const packed = magic.startsWith('1f8b')
    ? createGunzip()
    : magic === '28b52ffd'
      ? createZstdDecompress()
      : undefined;
  if (!packed) return file;
  const source = createReadStream(file.path);
  source.on('error', (error) => packed.destroy(error));
  return spool(source.pipe(packed), `${file.path}.plain`, folder);
}

function fileOf(files: ReadonlyMap<string, SpooledFile>, name: string): SpooledFile {
  const file = files.get(name);
  if (!file) throw new ImageNotExportable(`the archive lacks ${name}`);
  return file;
}

async function readJson<T>(
  files: ReadonlyMap<string, SpooledFile>,
  name: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const file = fileOf(files, name);
  if (file.size > maxDocumentBytes)
    throw new ImageNotExportable(`${name} is larger than ${maxDocumentBytes} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of createReadStream(file.path)) chunks.push(chunk);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString());
  } catch (cause) {
    throw new ImageNotExportable(`${name} is not JSON`, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ImageNotExportable(`${name}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
