import { type OciImage } from '@atoll/schemas/metadata/image';
import { parseCid } from '@atoll/storage/digest';
import { type Context } from '../context.ts';
import { type PreparedImage } from '../engine/engine.ts';

/** Most bytes of manifest, config and layers of an image together. */
const maxImageBytes = 16 * 2 ** 30;

/**
 * Brings an image into the engine: fetched by CID or by digest, every byte verified, loaded.
 * @throws AtollError `image_unavailable`, `image_invalid`, `engine_unavailable`
 */
export function prepareImage(
  ctx: Pick<Context, 'engine' | 'storage'>,
  image: OciImage,
  maxBytes: number = maxImageBytes,
): Promise<PreparedImage> {
  return ctx.engine.prepare(image, {
    getFile: (cid, options) =>
      ctx.storage.getFile(parseCid(cid), {
        maxBytes: options.maxBytes,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    maxBytes,
  });
}
