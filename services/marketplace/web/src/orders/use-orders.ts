import type { Address } from '@atoll/schemas/ids';
import type { Outcome } from '@atoll/schemas/job';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';

/** What the list is narrowed to. */
export interface OrderFilter {
  readonly state: 'all' | 'open' | 'reported' | 'ended';
  readonly outcome: Outcome | 'any';
}

const pageSize = 25;
/** Orders that the plot of spending looks at. */
const plotted = 1000;
const refreshEvery = 10_000;

/** Orders of a buyer, newest first, a page at a time. */
export function useOrders(buyer: Address, { state, outcome }: OrderFilter) {
  const indexer = useIndexer();
  return useInfiniteQuery({
    queryKey: ['orders', buyer, state, outcome],
    initialPageParam: '',
    refetchInterval: refreshEvery,
    queryFn: ({ pageParam }) =>
      indexer.jobs.list({
        buyer,
        limit: pageSize,
        ...(state === 'all' ? {} : { state }),
        ...(outcome === 'any' ? {} : { outcome }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    getNextPageParam: ({ next }) => next,
  });
}

/** What a buyer paid, order by order, oldest first. */
export function useSpending(buyer: Address) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['spending', buyer],
    queryFn: async () => {
      const paid: { token: string; endedAt: number; paid: bigint }[] = [];
      for await (const job of indexer.jobs.every({ buyer, state: 'ended' })) {
        if (job.endedAt !== undefined)
          paid.push({ token: job.token, endedAt: job.endedAt, paid: BigInt(job.paid) });
        if (paid.length === plotted) break;
      }
      return paid.sort((a, b) => a.endedAt - b.endedAt);
    },
  });
}

/** What a buyer gave or opened since a block, newest first. */
async function since<Opinion>(
  opinions: AsyncIterable<Opinion>,
  blockOf: (opinion: Opinion) => number,
  block: number,
): Promise<Opinion[]> {
  const found: Opinion[] = [];
  for await (const opinion of opinions) {
    if (blockOf(opinion) < block) break;
    found.push(opinion);
  }
  return found;
}

/**
 * Ratings that a buyer gave and disputes that it opened, by job.
 * @param from block of the oldest order that is shown: what is said of an order comes after it
 */
export function useOpinions(buyer: Address, from: number | undefined) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['opinions', buyer, from],
    enabled: from !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const [ratings, disputes] = await Promise.all([
        since(indexer.ratings.every({ buyer, limit: 100 }), ({ blockNumber }) => blockNumber, from ?? 0),
        since(indexer.disputes.every({ buyer, limit: 100 }), ({ openedBlock }) => openedBlock, from ?? 0),
      ]);
      return {
        ratings: new Map(ratings.map(({ jobId, score }) => [jobId, score])),
        disputes: new Map(disputes.map(({ jobId, state }) => [jobId, state])),
      };
    },
  });
}
