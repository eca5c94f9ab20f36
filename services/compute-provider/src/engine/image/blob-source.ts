import { AtollError } from '@atoll/schemas/error';
import type { OciImage } from '@atoll/schemas/metadata/image';
import type { PrepareOptions } from '../engine.ts';
import { ImageInvalid, ImageUnavailable } from '../errors.ts';

/** Where the bytes of an image come from. What they are is checked by whoever reads them. */
export interface BlobSource {
  manifest(limits: ReadLimits): AsyncIterable<Uint8Array>;
  /** A config or a layer, from `offset` on, or from its beginning where the source cannot begin elsewhere: `started` is told first. */
  blob(
    descriptor: { digest: string; size: number },
    limits: ReadLimits & { offset: number; started?: (offset: number) => void },
  ): AsyncIterable<Uint8Array>;
}

interface ReadLimits {
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** The blobs on IPFS that the algorithm's document names, else its registry. */
export function openBlobSource(image: OciImage, options: PrepareOptions): BlobSource {
  const { manifestDigest, manifest, blobs, repository } = image;
  if (manifest !== undefined && blobs !== undefined) {
    const read = (cid: string, limits: ReadLimits, offset?: number) =>
      translated(manifestDigest, cid, limits, () => options.getFile(cid, { ...limits, offset }));
    return {
      manifest: (limits) => read(manifest, limits),
      blob: (descriptor, { offset, started, ...limits }) => {
        const blob = blobs.find(({ digest }) => digest === descriptor.digest);
        if (blob === undefined)
          throw new ImageInvalid(
            manifestDigest,
            `the algorithm’s document does not say where blob ${descriptor.digest} lies`,
          );
        started?.(offset);
        return read(blob.cid, limits, offset);
      },
    };
  }
  const { getFromRegistry } = options;
  if (repository === undefined)
    throw new ImageInvalid(manifestDigest, 'the document names no place to fetch it from');
  if (getFromRegistry === undefined)
    throw new ImageUnavailable(manifestDigest, 'this provider pulls from no registry');
  return {
    manifest: (limits) =>
      translated(manifestDigest, manifestDigest, limits, async function* () {
        const reply = await getFromRegistry({
          repository,
          kind: 'manifests',
          digest: manifestDigest,
          ...limits,
        });
        yield* reply.content;
      }),
    blob: ({ digest }, { offset, started, ...limits }) =>
      translated(manifestDigest, digest, limits, async function* () {
        const reply = await getFromRegistry({ repository, kind: 'blobs', digest, offset, ...limits });
        started?.(reply.offset);
        yield* reply.content;
      }),
  };
}

/** What a source could not do becomes ImageUnavailable, more bytes than announced ImageInvalid. */
async function* translated(
  manifestDigest: string,
  name: string,
  limits: ReadLimits,
  open: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* open();
  } catch (error) {
    if (limits.signal?.aborted) throw error;
    if (error instanceof AtollError && error.code === 'payload_too_large')
      throw new ImageInvalid(
        manifestDigest,
        `${name} is larger than the ${limits.maxBytes} bytes that it may have`,
      );
    throw new ImageUnavailable(manifestDigest, error instanceof Error ? error.message : String(error), error);
  }
}
