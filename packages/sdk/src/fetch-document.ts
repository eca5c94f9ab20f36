import type { Bytes32 } from '@atoll/schemas/ids';
import { maxDocumentBytes, type MetadataDocument, parseDocument } from '@atoll/schemas/metadata/document';
import type { MarketContext } from './context.ts';
import { rawCidOf, sha256 } from './digest.ts';
import { ResultRefused } from './errors.ts';
import { readBytes, requestRaw } from './request.ts';
import { marketplacePaths } from './services.ts';

/**
 * The metadata document with this digest, from the marketplace's gateway, checked against the digest.
 * @throws ResultRefused `digest_mismatch`; AtollError `malformed_metadata`; ProblemReceived
 */
export async function fetchDocument(ctx: MarketContext, digest: Bytes32): Promise<MetadataDocument> {
  const response = await requestRaw(ctx, {
    service: ctx.marketplaceUrl,
    method: 'GET',
    path: marketplacePaths.block(rawCidOf(digest)),
    signed: false,
    accept: 'application/vnd.ipld.raw',
  });
  const bytes = await readBytes(response, maxDocumentBytes);
  const found = await sha256(bytes);
  if (found !== digest) throw new ResultRefused(`the gateway gave ${found} for document ${digest}`);
  return parseDocument(bytes);
}
