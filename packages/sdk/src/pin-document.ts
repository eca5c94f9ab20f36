import { Cid } from '@atoll/schemas/ids';
import { PinView, rawBlockType } from '@atoll/schemas/marketplace-api';
import { MetadataTooLarge, maxDocumentBytes } from '@atoll/schemas/metadata/document';
import type { MarketContext } from './context.ts';
import { rawCidOf, sha256 } from './digest.ts';
import { ResultRefused } from './errors.ts';
import { request } from './request.ts';
import { marketplacePaths } from './services.ts';

/**
 * Pins bytes as one raw block at the marketplace. The CID is computed here, so a marketplace that keeps something else is found out.
 * @throws AtollError `metadata_too_large`; ProblemReceived
 */
export async function pinDocument(ctx: MarketContext, bytes: Uint8Array) {
  if (bytes.byteLength > maxDocumentBytes) throw new MetadataTooLarge(bytes.byteLength);
  const digest = await sha256(bytes);
  const cid = Cid.parse(rawCidOf(digest));
  const pin = await request(ctx, {
    service: ctx.marketplaceUrl,
    method: 'POST',
    path: marketplacePaths.pins,
    bytes: { body: bytes, contentType: rawBlockType },
    signed: true,
    reply: PinView,
  });
  if (pin.cid !== cid) throw new ResultRefused(`the marketplace pinned ${pin.cid} instead of ${cid}`);
  return { cid, digest };
}
