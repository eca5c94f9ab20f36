import type { Chain } from '@atoll/chain/chain';
import { maximumOf } from '@atoll/chain/maximum-of';
import type { ChainJobEnd } from '@atoll/chain/read-job-end';
import { translated } from '@atoll/chain/translate';
import { disputesAbi } from '@atoll/contracts/generated/disputes';

/** What a dispute of this job is opened with, in the order's token: a share of the order's maximum. */
export function disputeBond(chain: Chain, end: ChainJobEnd): Promise<bigint> {
  return translated('Disputes.bondFor', () =>
    chain.publicClient.readContract({
      address: chain.addresses.disputes,
      abi: disputesAbi,
      functionName: 'bondFor',
      args: [maximumOf(end.order)],
    }),
  );
}
