import { jobsAbi } from '@atoll/contracts/generated/jobs';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** The protocol fee in basis points of what payees receive, on top. */
export async function readFeeRate(chain: Chain): Promise<number> {
  return translated('Jobs.feeRate', () =>
    chain.publicClient.readContract({
      address: chain.addresses.jobs,
      abi: jobsAbi,
      functionName: 'feeRate',
    }),
  );
}
