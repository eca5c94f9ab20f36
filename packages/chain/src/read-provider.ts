import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { AtollError } from '@atoll/schemas/error';
import { Address } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

export interface ChainProvider {
  readonly provider: Address;
  /** Signs quotes and receipts. */
  readonly operator: Address;
  readonly payout: Address;
  readonly endpoint: string;
  /** Leaves: takes no new order, and finishes what it owes. */
  readonly draining: boolean;
}

/**
 * Reads a provider's registration.
 * @param at a block to read at; nodes keep the state of old blocks for a while only
 * @throws AtollError `not_found` where the account is not a provider
 */
export async function readProvider(
  chain: Chain,
  provider: Address,
  at?: { blockNumber: number },
): Promise<ChainProvider> {
  const call = {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    args: [provider],
    ...(at === undefined ? {} : { blockNumber: BigInt(at.blockNumber) }),
  } as const;
  const [found, draining] = await translated('ProviderRegistry.providerOf', () =>
    Promise.all([
      chain.publicClient.readContract({ ...call, functionName: 'providerOf' }),
      chain.publicClient.readContract({ ...call, functionName: 'isDraining' }),
    ]),
  );
  if (found.operator === zeroAddress) {
    throw new AtollError({
      code: 'not_found',
      message: `${provider} is not a registered provider`,
      hint: 'check the provider address and the chain',
      data: { provider },
    });
  }
  return {
    provider,
    operator: Address.parse(found.operator),
    payout: Address.parse(found.payout),
    endpoint: found.endpoint,
    draining,
  };
}
