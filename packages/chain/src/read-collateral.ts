import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { type Address } from '@atoll/schemas/ids';
import { type Chain } from './chain.ts';
import { translated } from './translate.ts';

/** A provider's collateral in one token, smallest unit. `free` is what the next order may expose. */
export interface ChainCollateral {
  readonly bonded: bigint;
  readonly exposed: bigint;
  readonly unbonding: bigint;
  readonly free: bigint;
}

/** Reads a provider's collateral in a token; zeros for who never deposited. */
export async function readCollateral(
  chain: Chain,
  input: { provider: Address; token: Address },
): Promise<ChainCollateral> {
  const [bonded, exposed, unbonding] = await translated('ProviderRegistry.collateralOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.providerRegistry,
      abi: providerRegistryAbi,
      functionName: 'collateralOf',
      args: [input.provider, input.token],
    }),
  );
  return { bonded, exposed, unbonding, free: bonded > exposed ? bonded - exposed : 0n };
}
