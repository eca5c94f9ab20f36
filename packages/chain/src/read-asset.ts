import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds, type AssetState, assetStates } from '@atoll/schemas/asset';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { erc721Abi } from 'viem';
import { z } from 'zod';
import type { Chain } from './chain.ts';
import { ChainUnavailable } from './errors.ts';
import { translated } from './translate.ts';

/** Terms of an asset: amounts in the token's smallest unit, shares in basis points, windows in seconds. */
export interface Terms {
  token: Address;
  price: bigint;
  /** Zero address: any provider. */
  provider: Address;
  /** Zero address: whoever owns the asset. */
  beneficiary: Address;
  derivativeRoyalty: number;
  resaleRoyalty: number;
  reviewWindow: number;
}

/** An asset as the chain holds it now. */
export interface ChainAsset {
  readonly tokenId: bigint;
  readonly kind: AssetKind;
  readonly state: AssetState;
  readonly version: number;
  readonly ownerEpoch: number;
  readonly metadataDigest: Bytes32;
  readonly commitment: Bytes32;
  /** Who is paid: the beneficiary, or the owner where none is set. */
  readonly payee: Address;
  readonly terms: Terms;
  readonly owner: Address;
}

export const ChainTerms = z.object({
  token: Address,
  price: z.bigint(),
  provider: Address,
  beneficiary: Address,
  derivativeRoyalty: z.number(),
  resaleRoyalty: z.number(),
  reviewWindow: z.number(),
});

/**
 * Reads an asset.
 * @throws AtollError `asset_unknown`; ChainUnavailable (retryable)
 * @example const { terms, payee } = await readAsset(chain, 42n);
 */
export async function readAsset(chain: Chain, tokenId: bigint): Promise<ChainAsset> {
  const address = chain.addresses.assetRegistry;
  const [asset, owner] = await translated('AssetRegistry.asset', () =>
    Promise.all([
      chain.publicClient.readContract({
        address,
        abi: assetRegistryAbi,
        functionName: 'asset',
        args: [tokenId],
      }),
      chain.publicClient.readContract({ address, abi: erc721Abi, functionName: 'ownerOf', args: [tokenId] }),
    ]),
  );
  const [kind, state, version, ownerEpoch, metadataDigest, commitment, payee, terms] = asset;
  return {
    tokenId,
    kind: numbered(assetKinds, kind, 'asset kind'),
    state: numbered(assetStates, state, 'asset state'),
    version,
    ownerEpoch,
    metadataDigest: Bytes32.parse(metadataDigest),
    commitment: Bytes32.parse(commitment),
    payee: Address.parse(payee),
    terms: ChainTerms.parse(terms),
    owner: Address.parse(owner),
  };
}

/** The name that a number of the ABI stands for. */
export function numbered<T extends string>(names: readonly T[], number: number, what: string): T {
  const name = names[number];
  if (name === undefined) throw new ChainUnavailable({ what: `${what} ${number} is not one that is known` });
  return name;
}
