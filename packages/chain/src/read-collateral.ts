import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import type { Address } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** A provider's collateral in one token, smallest unit. `free` is what the next order may expose. */
export interface ChainCollateral {
  readonly bonded: bigint;
  readonly exposed: bigint;
  readonly unbonding: bigint;
  /** Held by open disputes; neither bonded nor unbonding. */
  readonly frozen: bigint;
  readonly free: bigint;
}

/** Reads a provider's collateral in a token; zeros for who never deposited. */
export async function readCollateral(
  chain: Chain,
  input: { provider: Address; token: Address },
): Promise<ChainCollateral> {
  const call = {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    args: [input.provider, input.token],
  } as const;
  const [[bonded, exposed, unbonding], frozen] = await translated('ProviderRegistry.collateralOf', () =>
    Promise.all([
      chain.publicClient.readContract({ ...call, functionName: 'collateralOf' }),
      chain.publicClient.readContract({ ...call, functionName: 'frozenOf' }),
    ]),
  );
  return { bonded, exposed, unbonding, frozen, free: bonded > exposed ? bonded - exposed : 0n };
}
