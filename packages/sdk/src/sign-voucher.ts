import { signVoucher as sign, type Voucher } from '@atoll/chain/voucher';
import type { SignedVoucher } from '@atoll/schemas/voucher';
import type { Signer } from '@atoll/chain/sign';
import type { MarketContext } from './context.ts';

/**
 * Signs what a channel has paid so far. Costs nothing and needs no chain; each voucher replaces the ones before it.
 *
 * @param input.cumulative sum of everything paid in the channel, in the token's smallest unit
 * @param input.signer the channel's session key; default the account of the context
 * @example const voucher = await signVoucher(ctx, { channelId, cumulative: 1_500n });
 */
export async function signVoucher(
  { chain, account }: MarketContext,
  input: Voucher & { signer?: Signer },
): Promise<SignedVoucher> {
  const { channelId, cumulative, signer = account } = input;
  const deployment = { chainId: chain.chainId, channels: chain.addresses.channels };
  const signature = await sign(signer, { channelId, cumulative }, deployment);
  return { channelId, cumulative: cumulative.toString(), signature };
}
