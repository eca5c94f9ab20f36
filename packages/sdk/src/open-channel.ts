import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { type ContractCall, type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';
import type { MarketContext } from './context.ts';
import { ensureAllowance } from './ensure-allowance.ts';
import { createSalt } from './outputs-root.ts';

export interface ChannelTerms {
  readonly payee: Address;
  readonly token: Address;
  /** In the token's smallest unit; what is not spent comes back. */
  readonly deposit: bigint;
  /** Seconds that the payee has to redeem after the payer asked to close: an hour to 30 days. */
  readonly closeDelay: number;
  /** A session key that may sign vouchers, so that the wallet is asked once. */
  readonly signer?: Address;
  readonly salt: Bytes32;
}

const channels = (chain: Chain) => ({ address: chain.addresses.channels, abi: channelsAbi }) as const;

/** The call of {@link openChannel}, for an act that somebody else sends. */
export function openChannelCall(chain: Chain, terms: ChannelTerms): ContractCall {
  const { payee, token, signer = zeroAddress, deposit, closeDelay, salt } = terms;
  const args = [payee, token, signer, deposit, closeDelay, salt];
  return { ...channels(chain), functionName: 'open', args };
}

/**
 * Opens a payment channel: one deposit, then any number of payments by vouchers that cost nothing.
 *
 * @throws AtollError `insufficient_escrow`, `malformed_request`
 * @example
 * const { channelId } = await openChannel(ctx, { payee, token, deposit: 5_000_000n, closeDelay: 86_400 });
 * const voucher = await signVoucher(ctx, { channelId, cumulative: 1_500n });
 */
export async function openChannel(
  ctx: MarketContext,
  input: Omit<ChannelTerms, 'salt'> & { salt?: Bytes32 },
): Promise<{ channelId: Bytes32; receipt: ReceiptSummary }> {
  const { chain, account } = ctx;
  const terms = { ...input, salt: input.salt ?? createSalt() };
  const { token, deposit, payee, salt } = terms;
  await ensureAllowance(ctx, { token, spender: chain.addresses.channels, amount: deposit });
  const receipt = await simulateThenSend(chain, openChannelCall(chain, terms));
  const channelId = await translated('Channels.channelIdOf', () =>
    chain.publicClient.readContract({
      ...channels(chain),
      functionName: 'channelIdOf',
      args: [account.address, payee, token, salt],
    }),
  );
  return { channelId, receipt };
}

/** Adds to the deposit of a channel. */
export async function topUpChannel(
  ctx: MarketContext,
  input: { channelId: Bytes32; token: Address; amount: bigint },
): Promise<ReceiptSummary> {
  const { chain } = ctx;
  const { channelId, token, amount } = input;
  await ensureAllowance(ctx, { token, spender: chain.addresses.channels, amount });
  return simulateThenSend(chain, { ...channels(chain), functionName: 'topUp', args: [channelId, amount] });
}
