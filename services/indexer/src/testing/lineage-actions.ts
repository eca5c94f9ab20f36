import { jobEndForChain, readJobEnd } from '@atoll/chain/read-job-end';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import type { Bytes32 } from '@atoll/schemas/ids';
import { encodeAbiParameters, encodeFunctionData, keccak256, zeroHash } from 'viem';
import { type Actor, randomDigest } from './actor.ts';
import { termsOf } from './asset-actions.ts';

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

/** What buyers make of what their runs gave them. */
export function lineageActions(actor: Actor) {
  const { chain, contracts, send, wallets } = actor;
  return {
    /** Publishes an asset that is made of the only output of a run, as its buyer; undefined where that is refused. */
    async publishDerived(
      jobId: Bytes32,
      output: Output,
      { kind = 'algorithm', derivativeRoyalty = 0 }: { kind?: AssetKind; derivativeRoyalty?: number } = {},
    ): Promise<bigint | undefined> {
      const end = await readJobEnd(chain, jobId);
      if (end === undefined) return undefined;
      const metadataDigest = randomDigest();
      const publication = {
        kind: assetKinds.indexOf(kind),
        metadataDigest,
        commitment: kind === 'dataset' ? randomDigest() : zeroHash,
        terms: termsOf(actor, { price: 4_000n, derivativeRoyalty }),
      };
      const derivation = { order: end.order, end: jobEndForChain(end), ...output, proof: [] };
      const { status } = await send(
        'buyer',
        contracts.assetRegistry,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'publishDerived',
          args: [publication, 0n, derivation],
        }),
      );
      if (status !== 'success') return undefined;
      return chain.publicClient.readContract({
        address: contracts.assetRegistry,
        abi: assetRegistryAbi,
        functionName: 'assetIdOf',
        args: [wallets.buyer.address, metadataDigest, 0n],
      });
    },
  };
}
