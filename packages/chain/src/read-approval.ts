import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Bytes32 } from '@atoll/schemas/ids';
import { erc721Abi } from 'viem';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** An approval of a version of an algorithm asset for a dataset in its current owner epoch. */
export interface ChainApproval {
  /** Block time in seconds; an expired approval is still given. */
  readonly expiresAt: number;
  /** `unlimitedRuns` means without limit. */
  readonly runsLeft: number;
}

/** What `approveAlgorithm` takes for "any number of runs". */
export const unlimitedRuns = 0xffffffff;

/**
 * The approval on chain, or undefined where there is none. Necessary, never sufficient: the provider's custodian approves too.
 * @example const approval = await readApproval(chain, { datasetId: 1n, algorithmId: 2n, algorithmDigest });
 */
export async function readApproval(
  chain: Chain,
  input: { datasetId: bigint; algorithmId: bigint; algorithmDigest: Bytes32 },
): Promise<ChainApproval | undefined> {
  const [expiresAt, runsLeft] = await translated('AssetRegistry.approvalOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'approvalOf',
      args: [input.datasetId, input.algorithmId, input.algorithmDigest],
    }),
  );
  return expiresAt === 0 ? undefined : { expiresAt, runsLeft };
}

/**
 * What the escrow would admit an order by now: the approval of the exact version where the owner gave one, also where it has expired or is
 * used up; else, while the dataset is public, the approval of whoever owns the algorithm, as a publisher.
 * @example const approval = await readAdmission(chain, { datasetId: 1n, algorithmId: 2n, algorithmDigest });
 */
export async function readAdmission(
  chain: Chain,
  input: { datasetId: bigint; algorithmId: bigint; algorithmDigest: Bytes32 },
): Promise<ChainApproval | undefined> {
  return (await readApproval(chain, input)) ?? readPublisherApproval(chain, input);
}

async function readPublisherApproval(
  chain: Chain,
  { datasetId, algorithmId }: { datasetId: bigint; algorithmId: bigint },
): Promise<ChainApproval | undefined> {
  const address = chain.addresses.assetRegistry;
  const registry = { address, abi: assetRegistryAbi } as const;
  return translated('AssetRegistry.publisherApprovalOf', async () => {
    const { publicClient } = chain;
    if (!(await publicClient.readContract({ ...registry, functionName: 'isPublic', args: [datasetId] })))
      return undefined;
    const publisher = await publicClient.readContract({
      address,
      abi: erc721Abi,
      functionName: 'ownerOf',
      args: [algorithmId],
    });
    const [expiresAt, runsLeft] = await publicClient.readContract({
      ...registry,
      functionName: 'publisherApprovalOf',
      args: [datasetId, publisher],
    });
    return expiresAt === 0 ? undefined : { expiresAt, runsLeft };
  });
}
