import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Asks for the end of a channel, as its payer: from its delay on, `finishChannel` gives back what is left.
 * @example await requestChannelClose(ctx, { channelId });
 */
export function requestChannelClose(
  { chain }: MarketContext,
  { channelId }: { channelId: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.channels,
    abi: channelsAbi,
    functionName: 'requestClose',
    args: [channelId],
  });
}
