import { blockTime } from '@atoll/chain/read-block-time';
import type { Item } from '@atoll/schemas/indexer/resources';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import { skipToken, useQuery } from '@tanstack/react-query';

/** What can be done with a bounty at a block time. */
export type BountyPhase = 'submissions' | 'awards' | 'due' | 'closed';

/**
 * Where a bounty stands by `Bounties`: submissions until `submitUntil`, awards until `decideUntil`, then anybody closes it; sooner where
 * nothing was ever submitted.
 *
 * @param time block time in seconds
 */
export function bountyPhase(
  {
    state,
    submitUntil,
    decideUntil,
    submissions,
  }: Pick<Item<'bounties'>, 'state' | 'submitUntil' | 'decideUntil' | 'submissions'>,
  time: number,
): BountyPhase {
  if (state === 'closed') return 'closed';
  if (time <= submitUntil) return 'submissions';
  return time > decideUntil || submissions === 0 ? 'due' : 'awards';
}

const badges: Readonly<Record<BountyPhase, readonly [string, string]>> = {
  submissions: ['good', 'takes submissions'],
  awards: ['warn', 'being judged'],
  due: ['warn', 'over: can be closed'],
  closed: ['', 'closed'],
};

export function BountyBadge({ bounty, time }: { bounty: Item<'bounties'>; time: number }) {
  const [look, words] = badges[bountyPhase(bounty, time)];
  return <span className={`badge ${look}`}>{words}</span>;
}

/** Time of the chain's last block, in seconds: what deadlines are checked with. */
export function useBlockTime() {
  const chain = useChain();
  const known = chain.data;
  return useQuery({
    queryKey: ['block-time', known?.chainId],
    queryFn: known === undefined ? skipToken : () => blockTime(known),
    refetchInterval: 10_000,
  });
}
