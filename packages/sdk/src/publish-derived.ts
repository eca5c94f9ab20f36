import { jobEndForChain } from '@atoll/chain/read-job-end';
import { translated } from '@atoll/chain/translate';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { type Bytes32 } from '@atoll/schemas/ids';
import { sha256, stringToBytes, zeroHash } from 'viem';
import { type MarketContext } from './context.ts';
import { endOfJob } from './job-end.ts';
import { type OutputCommitment, outputProof } from './outputs-root.ts';
import { type TermsInput, termsForChain } from './terms.ts';

/**
 * Publishes an asset that is made of one output of a run, as the run's buyer. It owes the run's datasets and algorithm the royalties
 * that their terms asked for when the run was ordered.
 *
 * @param input.outputs every output of the run with its salt, as the result holds them: the others are needed for the proof
 * @param input.output the name of the one that the asset is made of
 * @param input.metadataDigest of the metadata document, which is pinned already
 * @throws AtollError `conflict` where the run released nothing, `invalid_order` where the output is not one of the run
 * @example const { tokenId } = await publishDerived(ctx, { jobId, outputs, output: 'model.onnx', kind: 'model', metadataDigest, terms });
 */
export async function publishDerived(
  { chain, account }: MarketContext,
  input: {
    jobId: Bytes32;
    outputs: readonly OutputCommitment[];
    output: string;
    kind: AssetKind;
    metadataDigest: Bytes32;
    commitment?: Bytes32;
    terms: TermsInput;
    nonce?: bigint;
  },
): Promise<{ tokenId: bigint; receipt: ReceiptSummary }> {
  const { outputs, output: name, metadataDigest, nonce = 0n } = input;
  const end = await endOfJob(chain, input.jobId);
  const output = outputs.find((each) => each.name === name);
  if (output === undefined) throw new RangeError(`there is no output ${name}`);
  const registry = { address: chain.addresses.assetRegistry, abi: assetRegistryAbi } as const;
  const publication = {
    kind: assetKinds.indexOf(input.kind),
    metadataDigest,
    commitment: input.commitment ?? zeroHash,
    terms: termsForChain(input.terms),
  };
  const derivation = {
    order: end.order,
    end: jobEndForChain(end),
    outputName: sha256(stringToBytes(name)),
    outputDigest: output.sha256,
    salt: output.salt,
    proof: outputProof(outputs, name),
  };
  const receipt = await simulateThenSend(chain, {
    ...registry,
    functionName: 'publishDerived',
    args: [publication, nonce, derivation],
  });
  const tokenId = await translated('AssetRegistry.assetIdOf', () =>
    chain.publicClient.readContract({
      ...registry,
      functionName: 'assetIdOf',
      args: [account.address, metadataDigest, nonce],
    }),
  );
  return { tokenId, receipt };
}
