import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetState, assetStates } from '@atoll/schemas/asset';
import type { MarketContext } from './context.ts';

/**
 * Pauses an asset, sells it again or retires it, as its owner. A paused one takes no new order and open ones go on; a retired one is never
 * sold again, and passes for it are refunded.
 *
 * @throws AtollError `not_allowed` for anyone but the owner, `asset_retired` once it is retired
 * @example await setState(ctx, { assetId, state: 'paused' });
 */
export function setState(
  { chain }: Pick<MarketContext, 'chain'>,
  input: { assetId: bigint; state: AssetState },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'setState',
    args: [input.assetId, assetStates.indexOf(input.state)],
  });
}
