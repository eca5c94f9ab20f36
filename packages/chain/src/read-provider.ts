import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { AtollError } from '@atoll/schemas/error';
import { Address } from '@atoll/schemas/ids';
import { zeroAddress } from 'viem';
import { type Chain } from './chain.ts';
import { translated } from './translate.ts';

export interface ChainProvider {
  readonly provider: Address;
  /** Signs quotes and receipts. */
  readonly operator: Address;
  readonly payout: Address;
  readonly endpoint: string;
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
  const found = await translated('ProviderRegistry.providerOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.providerRegistry,
      abi: providerRegistryAbi,
      functionName: 'providerOf',
      args: [provider],
      ...(at === undefined ? {} : { blockNumber: BigInt(at.blockNumber) }),
    }),
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
  };
}
