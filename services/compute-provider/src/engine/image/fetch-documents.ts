import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { ImageInvalid } from '../errors.ts';
import type { BlobSource } from './blob-source.ts';
import { maxDocumentBytes, OciConfig, OciIndex, OciManifest, packingOf } from './oci.ts';

/** An image whose manifest and config are verified. Its layers are not here yet. */
export interface ImageDocuments {
  manifestDigest: string;
  manifest: OciManifest;
  config: OciConfig;
  configBytes: Uint8Array;
}

/**
 * Fetches manifest and config and verifies them: manifest against the digest that was approved, config against the manifest,
 * the config's diff ids against the layers as far as they can be compared yet, the sum of the sizes against the limit.
 */
export async function fetchDocuments(
  manifestDigest: string,
  source: BlobSource,
  options: { maxBytes: number; signal?: AbortSignal | undefined },
): Promise<ImageDocuments> {
  const limits = { maxBytes: maxDocumentBytes, signal: options.signal };
  const manifestBytes = await readDocument(source.manifest(limits), manifestDigest, manifestDigest);
  const manifest = parseManifest(manifestBytes, manifestDigest);
  const total = manifest.layers.reduce((sum, layer) => sum + layer.size, manifest.config.size);
  if (total > options.maxBytes)
    throw new ImageInvalid(
      manifestDigest,
      `it has ${total} bytes where ${options.maxBytes} are allowed`,
      'make the image smaller, or choose a provider with a higher limit',
    );
  const configBytes = await readDocument(
    source.blob(manifest.config, { ...limits, offset: 0 }),
    manifest.config.digest,
    manifestDigest,
  );
  if (configBytes.byteLength !== manifest.config.size)
    throw new ImageInvalid(manifestDigest, 'the config has another size than the manifest says');
  const config = parse(
    OciConfig,
    jsonOf(configBytes, manifestDigest, 'the config'),
    manifestDigest,
    'the config',
  );
  const diffIds = config.rootfs.diff_ids;
  const fits = manifest.layers.every(
    ({ digest, mediaType }, index) => packingOf[mediaType] !== 'none' || diffIds[index] === digest,
  );
  if (diffIds.length !== manifest.layers.length || !fits)
    throw new ImageInvalid(manifestDigest, 'the diff ids of the config are not the layers of the manifest');
  return { manifestDigest, manifest, config, configBytes };
}

async function readDocument(
  content: AsyncIterable<Uint8Array>,
  digest: string,
  manifestDigest: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.byteLength;
    if (size > maxDocumentBytes)
      throw new ImageInvalid(manifestDigest, `document ${digest} has more than ${maxDocumentBytes} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest)
    throw new ImageInvalid(manifestDigest, `the bytes of document ${digest} have another digest`);
  return bytes;
}

function parseManifest(bytes: Uint8Array, manifestDigest: string): OciManifest {
  const value = jsonOf(bytes, manifestDigest, 'the manifest');
  if (OciIndex.safeParse(value).success)
    throw new ImageInvalid(
      manifestDigest,
      'it is an index of images for several platforms',
      'publish the digest of the manifest of one platform, which the index lists',
    );
  return parse(OciManifest, value, manifestDigest, 'the manifest');
}

function jsonOf(bytes: Uint8Array, manifestDigest: string, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ImageInvalid(manifestDigest, `${what} is not JSON`);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, manifestDigest: string, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ImageInvalid(
    manifestDigest,
    `${what} is not as expected: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}
