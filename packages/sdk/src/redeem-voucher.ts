import { type Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import { type Bytes32 } from '@atoll/schemas/ids';
import { type SignedVoucher } from '@atoll/schemas/voucher';
import { type MarketContext } from './context.ts';

const channels = (chain: Chain) => ({ address: chain.addresses.channels, abi: channelsAbi }) as const;

/** The call of {@link redeemVoucher}, for an act that somebody else sends. */
export function redeemCall(chain: Chain, { channelId, cumulative, signature }: SignedVoucher): ContractCall {
  const args = [channelId, BigInt(cumulative), signature];
  return { ...channels(chain), functionName: 'redeem', args };
}

/**
 * Credits the payee of a channel with what a voucher adds to the last one redeemed, less the protocol fee. Anyone may send it.
 *
 * @throws AtollError `conflict` for an older voucher, `invalid_signature`, `insufficient_escrow` above the deposit
 * @example await redeemVoucher(ctx, voucher);
 */
export function redeemVoucher({ chain }: MarketContext, voucher: SignedVoucher): Promise<ReceiptSummary> {
  return simulateThenSend(chain, redeemCall(chain, voucher));
}

/** Ends a channel, as its payee: redeems the last voucher and gives the rest back to the payer. */
export function closeChannel({ chain }: MarketContext, voucher: SignedVoucher): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...redeemCall(chain, voucher), functionName: 'close' });
}

/** Asks for the end of a channel, as its payer: from its delay on, {@link finishChannel} gives back what is left. */
export function requestChannelClose(
  { chain }: MarketContext,
  { channelId }: { channelId: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...channels(chain), functionName: 'requestClose', args: [channelId] });
}

/** Gives the payer of a channel what is left, once its delay has passed. Anyone may. */
export function finishChannel(
  { chain }: MarketContext,
  { channelId }: { channelId: Bytes32 },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...channels(chain), functionName: 'finish', args: [channelId] });
}
