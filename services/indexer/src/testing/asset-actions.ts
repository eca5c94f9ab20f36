import { randomBytes } from 'node:crypto';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { type Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData, type Hex, parseAbi, zeroAddress, zeroHash } from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** What owners do with their assets. */
export function assetActions({ chain, contracts, send, token, wallets }: Actor) {
  const { assetRegistry } = contracts;
  const terms = (price: bigint) => ({
    token,
    price,
    provider: wallets.provider.address,
    beneficiary: zeroAddress,
    derivativeRoyalty: 0,
    resaleRoyalty: 0,
    reviewWindow: 0,
  });
  const registry = (role: Role, data: Hex) => send(role, assetRegistry, data);
  return {
    async publish(
      role: Role,
      input: { kind?: AssetKind; metadataDigest?: Bytes32; commitment?: Bytes32; price?: bigint } = {},
    ): Promise<bigint> {
      const { kind = 'dataset', metadataDigest = randomDigest(), price = 1_000_000n } = input;
      const commitment = input.commitment ?? (kind === 'dataset' ? randomDigest() : zeroHash);
      const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
      const publication = { kind: assetKinds.indexOf(kind), metadataDigest, commitment, terms: terms(price) };
      await registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'publish',
          args: [publication, nonce],
        }),
      );
      return chain.publicClient.readContract({
        address: assetRegistry,
        abi: assetRegistryAbi,
        functionName: 'assetIdOf',
        args: [wallets[role].address, metadataDigest, nonce],
      });
    },
    update: (role: Role, assetId: bigint, fromVersion: number, metadataDigest: Bytes32, commitment: Hex) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'update',
          args: [assetId, fromVersion, metadataDigest, commitment],
        }),
      ),
    setPrice: (role: Role, assetId: bigint, price: bigint) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'setTerms',
          args: [assetId, terms(price)],
        }),
      ),
    setState: (role: Role, assetId: bigint, state: 0 | 1 | 2) =>
      registry(
        role,
        encodeFunctionData({ abi: assetRegistryAbi, functionName: 'setState', args: [assetId, state] }),
      ),
    transfer: (role: Role, assetId: bigint, to: Role) =>
      registry(
        role,
        encodeFunctionData({
          abi: parseAbi(['function transferFrom(address from, address to, uint256 tokenId)']),
          args: [wallets[role].address, wallets[to].address, assetId],
        }),
      ),
    approve: (role: Role, dataset: bigint, digest: Bytes32, expiresAt: number, runs = 0xffffffff) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'approveAlgorithm',
          args: [dataset, digest, expiresAt, runs],
        }),
      ),
    revoke: (role: Role, dataset: bigint, digest: Bytes32) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'revokeAlgorithm',
          args: [dataset, digest],
        }),
      ),
  };
}
