import { randomBytes } from 'node:crypto';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData, type Hex, parseAbi, zeroAddress, zeroHash } from 'viem';
import { type Actor, randomDigest, type Role } from './actor.ts';

/** Terms as far as they are not those that everybody here has. */
interface TermsInput {
  readonly price: bigint;
  readonly token?: Address;
  readonly beneficiary?: Address;
  readonly derivativeRoyalty?: number;
}

/** Terms as the registry takes them. */
export const termsOf = ({ token, wallets }: Actor, input: TermsInput) => ({
  token,
  provider: wallets.provider.address,
  beneficiary: zeroAddress,
  derivativeRoyalty: 0,
  resaleRoyalty: 0,
  reviewWindow: 0,
  ...input,
});

/** What owners do with their assets. */
export function assetActions(actor: Actor) {
  const { chain, contracts, send, wallets } = actor;
  const { assetRegistry } = contracts;
  const terms = (input: TermsInput) => termsOf(actor, input);
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
  };
}
