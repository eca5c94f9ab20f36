import { type OciImage } from '@atoll/schemas/metadata/image';
import { parseCid } from '@atoll/storage/digest';
import { type Context } from '../context.ts';
import { type PreparedImage } from '../engine/engine.ts';

/**
 * Brings an image into the engine: fetched by CID or from its registry by digest, every byte verified, loaded.
 * @throws AtollError `image_unavailable`, `image_invalid`, `engine_unavailable`
 */
export function prepareImage(
  ctx: Pick<Context, 'engine' | 'storage' | 'getFromRegistry' | 'settings'>,
  image: OciImage,
  maxBytes: number = ctx.settings.maxImageBytes,
): Promise<PreparedImage> {
  return ctx.engine.prepare(image, {
    getFile: (cid, options) =>
      ctx.storage.getFile(parseCid(cid), {
        maxBytes: options.maxBytes,
        ...(options.offset === undefined ? {} : { offset: options.offset }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    getFromRegistry: ctx.getFromRegistry,
    maxBytes,
  });
}
