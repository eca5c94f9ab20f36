import type { Chain } from '@atoll/chain/chain';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import type { SignedVoucher } from '@atoll/schemas/voucher';
import type { MarketContext } from './context.ts';

/** The call of {@link redeemVoucher}, for an act that somebody else sends. */
export function redeemCall(chain: Chain, { channelId, cumulative, signature }: SignedVoucher): ContractCall {
  return {
    address: chain.addresses.channels,
    abi: channelsAbi,
    functionName: 'redeem',
    args: [channelId, BigInt(cumulative), signature],
  };
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
