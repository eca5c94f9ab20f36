import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import type { SignedVoucher } from '@atoll/schemas/voucher';
import type { MarketContext } from './context.ts';
import { redeemCall } from './redeem-voucher.ts';

/**
 * Ends a channel, as its payee: redeems the last voucher and gives the rest back to the payer.
 * @example await closeChannel(ctx, voucher);
 */
export function closeChannel({ chain }: MarketContext, voucher: SignedVoucher): Promise<ReceiptSummary> {
  return simulateThenSend(chain, { ...redeemCall(chain, voucher), functionName: 'close' });
}
