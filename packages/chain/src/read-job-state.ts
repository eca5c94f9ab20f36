import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { numbered } from './read-asset.ts';
import { translated } from './translate.ts';

/** The numbers that `JobState` has in the ABI, in order. */
export const chainJobStates = ['none', 'open', 'reported', 'ended'] as const;

/** Where a job stands on chain; times are block times in seconds, 0 where they do not apply. */
export interface ChainJobState {
  readonly state: (typeof chainJobStates)[number];
  readonly orderedAt: number;
  readonly reportedAt: number;
}

/**
 * Reads where a job stands; `none` for one that was never ordered.
 * @param at a block to read at, so that what was read and the block's hash belong together
 */
export async function readJobState(
  chain: Chain,
  jobId: Bytes32,
  at?: { blockNumber: number },
): Promise<ChainJobState> {
  const [state, orderedAt, reportedAt] = await translated('Jobs.stateOf', () =>
    chain.publicClient.readContract({
      address: chain.addresses.jobs,
      abi: jobsAbi,
      functionName: 'stateOf',
      args: [jobId],
      ...(at === undefined ? {} : { blockNumber: BigInt(at.blockNumber) }),
    }),
  );
  return { state: numbered(chainJobStates, state, 'job state'), orderedAt, reportedAt };
}
