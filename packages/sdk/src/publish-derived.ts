import { jobEndForChain } from '@atoll/chain/read-job-end';
import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { AssetKind } from '@atoll/schemas/asset';
import type { Bytes32 } from '@atoll/schemas/ids';
import { sha256, stringToBytes } from 'viem';
import type { MarketContext } from './context.ts';
import { endOfJob } from './job-end.ts';
import { mintOnce, type PublishedAsset } from './mint-asset.ts';
import type { OpenedOutput } from './outputs-root.ts';
import type { TermsInput } from './terms.ts';

/**
 * Publishes an asset that is made of one output of a run, as the run's buyer. It owes the run's datasets and algorithm the royalties
 * that their terms asked for when the run was ordered. Doing it again with the same digest and nonce finds the asset and sends nothing.
 *
 * @param input.output the output that the asset is made of, opened against the others by `openOutput`
 * @param input.metadataDigest of the metadata document, which is pinned already
 * @throws AtollError `conflict` where the run released nothing, `invalid_order` where the output is not one of the run
 * @example
 * const output = openOutput(outputs, 'model.onnx');
 * const { tokenId } = await publishDerived(ctx, { jobId, output, kind: 'model', metadataDigest, terms });
 */
export function publishDerived(
  ctx: MarketContext,
  input: {
    jobId: Bytes32;
    output: OpenedOutput;
    kind: AssetKind;
    metadataDigest: Bytes32;
    commitment?: Bytes32;
    terms: TermsInput;
    nonce?: bigint;
  },
): Promise<PublishedAsset> {
  const { chain } = ctx;
  const { jobId, output } = input;
  return mintOnce(ctx, input, async (publication, nonce) => {
    const end = await endOfJob(chain, jobId);
    const derivation = {
      order: end.order,
      end: jobEndForChain(end),
      outputName: sha256(stringToBytes(output.name)),
      outputDigest: output.sha256,
      salt: output.salt,
      proof: output.proof,
    };
    return simulateThenSend(chain, {
      address: chain.addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'publishDerived',
      args: [publication, nonce, derivation],
    });
  });
}
