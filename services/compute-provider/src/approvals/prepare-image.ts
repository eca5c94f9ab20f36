import type { OciImage } from '@atoll/schemas/metadata/image';
import { parseCid } from '@atoll/storage/digest';
import type { Context } from '../context.ts';
import type { PreparedImage } from '../engine/engine.ts';
import { counted } from './preparations.ts';

/**
 * Brings an image into the engine: fetched by CID or from its registry by digest, every byte verified, loaded.
 * @param came told of each piece that was fetched
 * @throws AtollError `image_unavailable`, `image_invalid`, `engine_unavailable`
 */
export function prepareImage(
  ctx: Pick<Context, 'engine' | 'storage' | 'getFromRegistry' | 'settings'>,
  image: OciImage,
  maxBytes: number = ctx.settings.maxImageBytes,
  came: (bytes: number) => void = () => undefined,
): Promise<PreparedImage> {
  return ctx.engine.prepare(image, {
    getFile: (cid, options) =>
      counted(
        ctx.storage.getFile(parseCid(cid), {
          maxBytes: options.maxBytes,
          ...(options.offset === undefined ? {} : { offset: options.offset }),
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        }),
        came,
      ),
    getFromRegistry: async (asked) => {
      const { offset, content } = await ctx.getFromRegistry(asked);
      return { offset, content: counted(content, came) };
    },
    maxBytes,
  });
}
