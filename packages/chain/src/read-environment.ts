import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { AtollError } from '@atoll/schemas/error';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { encodeAbiParameters, keccak256, zeroHash } from 'viem';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** Something a provider rents; `pricePerSecond` in the token's smallest unit. */
export interface ChainEnvironment {
  readonly id: Bytes32;
  readonly resourcesDigest: Bytes32;
  readonly token: Address;
  readonly pricePerSecond: bigint;
  /** Slots that count now. */
  readonly slots: number;
  /** Slots that count from `slotsFrom` (block time, seconds) on. */
  readonly nextSlots: number;
  readonly slotsFrom: number;
  readonly active: boolean;
}

/** The id of an environment: keccak256(abi.encode(provider, resourcesDigest)). */
export function environmentIdOf(provider: Address, resourcesDigest: Bytes32): Bytes32 {
  return keccak256(
    encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [provider, resourcesDigest]),
  );
}

/**
 * Reads an environment, active or not.
 * @throws AtollError `environment_unknown`
 */
export async function readEnvironment(
  chain: Chain,
  input: { provider: Address; environment: Bytes32 },
): Promise<ChainEnvironment> {
  const found = await translated('ProviderRegistry.environmentOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.providerRegistry,
      abi: providerRegistryAbi,
      functionName: 'environmentOf',
      args: [input.provider, input.environment],
    }),
  );
  if (found.resourcesDigest === zeroHash) {
    throw new AtollError({
      code: 'environment_unknown',
      message: `provider ${input.provider} does not rent environment ${input.environment}`,
      hint: "choose one of the provider's active environments",
      data: input,
    });
  }
  return {
    id: input.environment,
    resourcesDigest: Bytes32.parse(found.resourcesDigest),
    token: Address.parse(found.token),
    pricePerSecond: found.pricePerSecond,
    slots: found.slots,
    nextSlots: found.nextSlots,
    slotsFrom: found.slotsFrom,
    active: found.active,
  };
}
