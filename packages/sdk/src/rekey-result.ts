import type { Bytes32, Cid } from '@atoll/schemas/ids';
import { RekeyedResult } from '@atoll/schemas/provider-api';
import { parseCid } from '@atoll/storage/digest';
import { readFromGateways } from '@atoll/storage/read-from-gateways';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Has a released result encrypted anew for another recipient, while its provider keeps it. Signed by the buyer.
 *
 * @throws ProblemReceived `result_expired` once it is kept no longer, `result_not_ready` before it is released
 * @example
 * const { cid } = await rekeyResult(ctx, { jobId, recipient: laptop.publicKey });
 * const result = await decryptResult(await fetchRekeyed(ctx, { cid }), laptop.identity);
 * await verifyResult(ctx.chain, { signed: result.receipt, result });
 */
export function rekeyResult(
  ctx: MarketContext,
  input: { jobId: Bytes32; recipient: Bytes32 },
): Promise<RekeyedResult> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.rekey(input.jobId),
    json: { recipient: input.recipient },
    signed: true,
    reply: RekeyedResult,
  });
}

/**
 * Fetches a rekeyed result from the provider or the marketplace; every block is verified against the CID. The digest on chain is another
 * ciphertext's, so what is inside is verified by the receipt that comes with it.
 *
 * @param input.gateways default: the provider, then the marketplace
 * @param input.maxBytes default 1 GiB
 * @throws AtollError `content_unavailable`
 */
export async function fetchRekeyed(
  ctx: MarketContext,
  input: { cid: Cid; gateways?: readonly string[]; maxBytes?: number },
): Promise<Uint8Array> {
  const gateways = input.gateways ?? [providerOf(ctx), ctx.marketplaceUrl];
  return readFromGateways(parseCid(input.cid), { gateways, maxBytes: input.maxBytes ?? 1 << 30 });
}
