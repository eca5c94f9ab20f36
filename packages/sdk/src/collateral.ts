import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

type OnChain = Pick<MarketContext, 'chain' | 'account'>;

/**
 * Begins to take collateral out, as the provider: it backs no new order, and stays open to slashing until the delay has passed.
 *
 * @param input.amount in the token's smallest unit
 * @throws AtollError `insufficient_collateral` where open orders bind it
 * @example await unbondCollateral(ctx, { token, amount: 1_000_000n });
 */
export function unbondCollateral(
  { chain }: OnChain,
  input: { token: Address; amount: bigint },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'unbond',
    args: [input.token, input.amount],
  });
}

/**
 * Takes out the collateral whose delay has passed.
 *
 * @param input.to who receives it; default the account itself
 * @throws AtollError of the registry's revert where nothing is due yet
 * @example await withdrawCollateral(ctx, { token });
 */
export function withdrawCollateral(
  { chain, account }: OnChain,
  input: { token: Address; to?: Address },
): Promise<ReceiptSummary> {
  return simulateThenSend(chain, {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'withdraw',
    args: [input.token, input.to ?? account.address],
  });
}
