import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData, type Hex } from 'viem';
import type { Actor, Role } from './actor.ts';

/** One version of one algorithm asset. */
interface AlgorithmVersion {
  readonly assetId: bigint;
  readonly metadataDigest: Bytes32;
}

/** What owners of datasets admit. */
export function approvalActions({ contracts, send }: Actor) {
  const registry = (role: Role, data: Hex) => send(role, contracts.assetRegistry, data);
  return {
    setPublic: (role: Role, dataset: bigint, isPublic: boolean) =>
      registry(
        role,
        encodeFunctionData({ abi: assetRegistryAbi, functionName: 'setPublic', args: [dataset, isPublic] }),
      ),
    approvePublisher: (
      role: Role,
      dataset: bigint,
      publisher: Address,
      expiresAt: number,
      runs = 0xffffffff,
    ) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'approvePublisher',
          args: [dataset, publisher, expiresAt, runs],
        }),
      ),
    revokePublisher: (role: Role, dataset: bigint, publisher: Address) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'revokePublisher',
          args: [dataset, publisher],
        }),
      ),
    approve: (
      role: Role,
      dataset: bigint,
      algorithm: AlgorithmVersion,
      expiresAt: number,
      runs = 0xffffffff,
    ) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'approveAlgorithm',
          args: [dataset, algorithm.assetId, algorithm.metadataDigest, expiresAt, runs],
        }),
      ),
    revoke: (role: Role, dataset: bigint, algorithm: AlgorithmVersion) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'revokeAlgorithm',
          args: [dataset, algorithm.assetId, algorithm.metadataDigest],
        }),
      ),
  };
}
