import { readProvider } from '@atoll/chain/read-provider';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';

/**
 * Takes the account out of the market as a provider, or brings it back; sends nothing where it stands like that already. While it drains
 * it is sent no new order; what it owes goes on, and so does the way of its collateral out.
 *
 * @throws AtollError `not_found` where the account is not a provider
 * @example await setDraining(ctx, { draining: true });
 */
export async function setDraining(
  { chain, account }: Pick<MarketContext, 'chain' | 'account'>,
  input: { draining: boolean },
): Promise<ReceiptSummary | undefined> {
  const { draining } = await readProvider(chain, Address.parse(account.address));
  if (draining === input.draining) return undefined;
  return simulateThenSend(chain, {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'setDraining',
    args: [input.draining],
  });
}
