import { translated } from '@atoll/chain/translate';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { endOfJob } from './job-end.ts';

/** An asset that a run worked with, in the version that was run, and what a work made of the run's outputs owes it. */
export interface RunParent {
  readonly kind: 'dataset' | 'algorithm';
  readonly assetId: bigint;
  readonly metadataDigest: Bytes32;
  /** Basis points of the derived work's income, by the terms as they stood at the order; 0: nothing is owed. */
  readonly rate: number;
}

/**
 * The assets of a run that has ended, datasets first. All rates together take at most half of what a derived work earns; above that the
 * registry scales them down in proportion.
 *
 * @throws AtollError `conflict` (retryable) while the run has not ended
 * @example const owed = (await readParents(ctx, jobId)).filter(({ rate }) => rate > 0);
 */
export async function readParents({ chain }: MarketContext, jobId: Bytes32): Promise<RunParent[]> {
  const { order, orderedAt } = await endOfJob(chain, jobId);
  const legs = [
    ...order.datasets.map((leg) => ({ kind: 'dataset' as const, leg })),
    { kind: 'algorithm' as const, leg: order.algorithm },
  ];
  return Promise.all(
    legs.map(async ({ kind, leg: { assetId, metadataDigest } }) => ({
      kind,
      assetId,
      metadataDigest,
      rate: await translated('AssetRegistry.derivativeRoyaltyAt', () =>
        chain.publicClient.readContract({
          address: chain.addresses.assetRegistry,
          abi: assetRegistryAbi,
          functionName: 'derivativeRoyaltyAt',
          args: [assetId, orderedAt],
        }),
      ),
    })),
  );
}
