import { randomBytes } from 'node:crypto';
import { jobEndForChain, readJobEnd } from '@atoll/chain/read-job-end';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import {
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbi,
  zeroAddress,
  zeroHash,
} from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** An output of a run, as a receipt commits to it. */
export interface Output {
  readonly salt: Bytes32;
  readonly outputName: Bytes32;
  readonly outputDigest: Bytes32;
}

export const randomOutput = (): Output => ({
  salt: randomDigest(),
  outputName: randomDigest(),
  outputDigest: randomDigest(),
});

/** The root of a run's outputs where there is only one. */
export const rootOf = ({ salt, outputName, outputDigest }: Output): Bytes32 =>
  keccak256(
    keccak256(
      encodeAbiParameters(
        [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }],
        [salt, outputName, outputDigest],
      ),
    ),
  );

/** Terms as far as they are not those that everybody here has. */
interface TermsInput {
  readonly price: bigint;
  readonly token?: Address;
  readonly beneficiary?: Address;
  readonly derivativeRoyalty?: number;
}

/** What owners do with their assets. */
export function assetActions({ chain, contracts, send, token, wallets }: Actor) {
  const { assetRegistry } = contracts;
  const terms = (input: TermsInput) => ({
    token,
    provider: wallets.provider.address,
    beneficiary: zeroAddress,
    derivativeRoyalty: 0,
    resaleRoyalty: 0,
    reviewWindow: 0,
    ...input,
  });
  const registry = (role: Role, data: Hex) => send(role, assetRegistry, data);
  return {
    async publish(
      role: Role,
      input: {
        kind?: AssetKind;
        metadataDigest?: Bytes32;
        commitment?: Bytes32;
        price?: bigint;
        derivativeRoyalty?: number;
      } = {},
    ): Promise<bigint> {
      const {
        kind = 'dataset',
        metadataDigest = randomDigest(),
        price = 1_000_000n,
        derivativeRoyalty = 0,
      } = input;
      const commitment = input.commitment ?? (kind === 'dataset' ? randomDigest() : zeroHash);
      const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
      const publication = {
        kind: assetKinds.indexOf(kind),
        metadataDigest,
        commitment,
        terms: terms({ price, derivativeRoyalty }),
      };
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
    ownerOf: async (assetId: bigint): Promise<Address> =>
      Address.parse(
        await chain.publicClient.readContract({
          address: assetRegistry,
          abi: parseAbi(['function ownerOf(uint256 tokenId) view returns (address)']),
          functionName: 'ownerOf',
          args: [assetId],
        }),
      ),
    setTerms: (role: Role, assetId: bigint, input: TermsInput) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'setTerms',
          args: [assetId, terms(input)],
        }),
      ),
    setPrice: (role: Role, assetId: bigint, price: bigint) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'setTerms',
          args: [assetId, terms({ price })],
        }),
      ),
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
    /** Publishes an algorithm that is made of the only output of a run, as its buyer; undefined where that is refused. */
    async publishDerived(jobId: Bytes32, output: Output, derivativeRoyalty = 0): Promise<bigint | undefined> {
      const end = await readJobEnd(chain, jobId);
      if (end === undefined) return undefined;
      const metadataDigest = randomDigest();
      const publication = {
        kind: assetKinds.indexOf('algorithm'),
        metadataDigest,
        commitment: zeroHash,
        terms: terms({ price: 4_000n, derivativeRoyalty }),
      };
      const derivation = { order: end.order, end: jobEndForChain(end), ...output, proof: [] };
      const { status } = await registry(
        'buyer',
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'publishDerived',
          args: [publication, 0n, derivation],
        }),
      );
      if (status !== 'success') return undefined;
      return chain.publicClient.readContract({
        address: assetRegistry,
        abi: assetRegistryAbi,
        functionName: 'assetIdOf',
        args: [wallets.buyer.address, metadataDigest, 0n],
      });
    },
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
