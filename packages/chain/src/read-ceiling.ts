import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** Most that a quote may ask per second in an environment, in the token's smallest unit. */
export async function readCeiling(
  chain: Chain,
  input: { provider: Address; environment: Bytes32 },
): Promise<bigint> {
  return translated('ProviderRegistry.ceilingOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.providerRegistry,
      abi: providerRegistryAbi,
      functionName: 'ceilingOf',
      args: [input.provider, input.environment],
    }),
  );
}

/** Share of an environment's slots that runs kept busy of late (half-life one hour), in basis points: what the ceiling follows. */
export async function readUtilisation(
  chain: Chain,
  input: { provider: Address; environment: Bytes32 },
): Promise<number> {
  const utilisation = await translated('ProviderRegistry.utilisationOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.providerRegistry,
      abi: providerRegistryAbi,
      functionName: 'utilisationOf',
      args: [input.provider, input.environment],
    }),
  );
  return Number(utilisation);
}
