import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Gives the payer of a channel what is left, once its delay has passed. Anyone may.
 * @example await finishChannel(ctx, { channelId });
 */
export function finishChannel(
  { chain }: MarketContext,
  { channelId }: { channelId: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.channels,
    abi: channelsAbi,
    functionName: 'finish',
    args: [channelId],
  });
}
