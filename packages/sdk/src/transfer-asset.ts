import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Gives an asset to a new owner, as its owner (ERC-721). Open orders keep their terms. Who is paid from then on is the new owner, unless a
 * beneficiary is set. A dataset is paused, and every approval on it is void: the new owner approves anew and sells it again by `setState`. An
 * algorithm counts as no publisher's work any more, so `approvePublisher` does not cover it.
 *
 * @throws AtollError `not_allowed` for anyone but the owner, `asset_unknown`, `malformed_request` for a receiver that cannot hold an asset
 * @example await transferAsset(ctx, { assetId, to: successor });
 */
export function transferAsset(
  { chain, account }: Pick<MarketContext, 'chain' | 'account'>,
  input: { assetId: bigint; to: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'safeTransferFrom',
    args: [account.address, input.to, input.assetId],
  });
}
