import { type Address, Cid } from '@atoll/schemas/ids';
import type { PinView } from '@atoll/schemas/marketplace-api';
import { rawCidOf } from '@atoll/storage/verify-block';
import type { MarketplaceContext } from '../context.ts';
import { MalformedRequest } from '@atoll/server-kit/problem';
import { keepPins } from './keep-pins.ts';
import { ownPins } from './pin-records.ts';

/**
 * Pins one raw block of at most 1 MiB, such as a metadata document, for an account. The same bytes again answer the same pin.
 *
 * @throws PinQuotaExceeded, PinSpaceFull, `payload_too_large` above 1 MiB, `malformed_request` when empty
 * @example
 * const pin = await pinBlock(ctx, { account, bytes: new TextEncoder().encode('{"name":"reef"}') });
 */
export async function pinBlock(
  ctx: MarketplaceContext,
  input: { account: Address; bytes: Uint8Array },
): Promise<PinView> {
  const { account, bytes } = input;
  if (bytes.byteLength === 0) {
    throw new MalformedRequest({ issues: [{ path: 'body', expected: 'the bytes of a block' }] });
  }
  const cid = Cid.parse(rawCidOf(bytes).toString());
  return ctx.pinLock.run([cid], async () => {
    const already = (await ownPins(ctx, account, [cid])).get(cid);
    if (already !== undefined) return already;
    const [pin] = await keepPins(ctx, {
      account,
      entries: [{ cid, bytes: bytes.byteLength }],
      store: async () =>
        void (await ctx.storage.pin(await ctx.storage.putDocument(bytes), { localOnly: true })),
    });
    if (pin === undefined) throw new TypeError('a pin was kept without a record');
    return pin;
  });
}
