import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** An approval of an algorithm version for a dataset in its current owner epoch. */
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
 * @example const approval = await readApproval(chain, { datasetId: 1n, algorithmDigest });
 */
export async function readApproval(
  chain: Chain,
  input: { datasetId: bigint; algorithmDigest: Bytes32 },
): Promise<ChainApproval | undefined> {
  const [expiresAt, runsLeft] = await translated('AssetRegistry.approvalOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.assetRegistry,
      abi: assetRegistryAbi,
      functionName: 'approvalOf',
      args: [input.datasetId, input.algorithmDigest],
    }),
  );
  return expiresAt === 0 ? undefined : { expiresAt, runsLeft };
}
