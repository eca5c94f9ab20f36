import type { Cid } from '@atoll/schemas/ids';
import type { PinView } from '@atoll/schemas/marketplace-api';
import type { MarketplaceContext } from '../context.ts';
import { PinUnknown } from './errors.ts';
import { firstPin } from './pin-records.ts';

/**
 * The pin of a CID; where several accounts keep the same content, the first one's.
 * @throws PinUnknown
 */
export async function readPin(ctx: Pick<MarketplaceContext, 'database'>, cid: Cid): Promise<PinView> {
  const pin = await firstPin(ctx, cid);
  if (pin === undefined) throw new PinUnknown(cid);
  return pin;
}
