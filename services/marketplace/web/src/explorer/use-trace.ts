import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Item } from '@atoll/schemas/indexer/resources';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { toHex } from 'viem';
import type { Log } from './event-facts.ts';

/** An order with every event that belongs to it, from the publication of what it uses, oldest first. */
export interface Trace {
  /** Absent where the chain knows no such order (any more). */
  readonly job: Item<'jobs'> | undefined;
  readonly before: readonly Log[];
  readonly events: readonly Log[];
  readonly names: ReadonlyMap<string, string>;
}

const oldestFirst = (one: Log, other: Log): number =>
  one.blockNumber - other.blockNumber || one.logIndex - other.logIndex;

const unknown = new Set(['order_unknown', 'not_found']);

async function readJob(indexer: IndexerClient, jobId: Bytes32): Promise<Item<'jobs'> | undefined> {
  try {
    return await indexer.jobs.get([jobId], { include: ['states'] });
  } catch (error) {
    if (error instanceof AtollError && unknown.has(error.code)) return undefined;
    throw error;
  }
}

async function logsOf(indexer: IndexerClient, jobId: Bytes32): Promise<Log[]> {
  const pages = await Promise.all([
    indexer.logs.list({ topic1: jobId, limit: 100 }),
    indexer.logs.list({ topic2: jobId, limit: 100 }),
    indexer.logs.list({ topic3: jobId, limit: 100 }),
  ]);
  return pages.flatMap(({ items }) => items).sort(oldestFirst);
}

/** Publications of the assets that an order uses, and the approvals under which it was admitted. */
async function logsBefore(indexer: IndexerClient, job: Item<'jobs'>): Promise<Log[]> {
  const words = (tokenId: string) => toHex(BigInt(tokenId), { size: 32 });
  const assets = [...job.datasets, job.algorithm].map(words);
  const [published, approved] = await Promise.all([
    indexer.logs.list({
      event: ['assetRegistry.AssetPublished', 'assetRegistry.AssetVersioned'],
      topic1: assets,
      blockNumberTo: job.orderedBlock,
      limit: 100,
    }),
    indexer.logs.list({
      event: 'assetRegistry.AlgorithmApproved',
      topic1: job.datasets.map(words),
      topic2: words(job.algorithm),
      topic3: job.order.algorithm.metadataDigest,
      blockNumberTo: job.orderedBlock,
      limit: 20,
    }),
  ]);
  return [...published.items, ...approved.items].sort(oldestFirst);
}

async function namesOf(indexer: IndexerClient, job: Item<'jobs'>): Promise<Map<string, string>> {
  const assets = await Promise.all(
    [...job.datasets, job.algorithm].map((tokenId) => indexer.assets.get([tokenId])),
  );
  return new Map(
    assets.flatMap(({ tokenId, document }) =>
      document === undefined ? [] : [[tokenId, document.name] as const],
    ),
  );
}

/** An order from publication to payout. */
export function useTrace(jobId: Bytes32) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['trace', jobId],
    queryFn: async (): Promise<Trace> => {
      const [job, events] = await Promise.all([readJob(indexer, jobId), logsOf(indexer, jobId)]);
      if (job === undefined) return { job, events, before: [], names: new Map() };
      const [before, names] = await Promise.all([logsBefore(indexer, job), namesOf(indexer, job)]);
      return { job, events, before, names };
    },
  });
}
