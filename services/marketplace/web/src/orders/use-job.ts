import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { endStates, type JobView } from '@atoll/schemas/job';
import type { MarketContext } from '@atoll/sdk/context';
import { followJob } from '@atoll/sdk/follow-job';
import { changeLine } from '@atoll/sdk/indexer/change-line';
import { providerOf } from '@atoll/sdk/services';
import { keptReader, readerAt } from '@atoll/ui/sign-in/reader.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

/** How often the mirror is asked while its stream is down, and while it is up, in milliseconds. */
const poll = { alone: 2000, beside: 15_000 };

/** The order is not in the mirror, or not yet. */
class NotMirrored extends AtollError {
  constructor(jobId: Bytes32) {
    super({
      code: 'order_unknown',
      message: `the indexer knows no order ${jobId}`,
      hint: 'check the address; an order that was just sent appears when its block is indexed',
      retryable: true,
      data: { jobId },
    });
  }
}

/** Where what is shown comes from. */
export type Live = 'stream' | 'polling';

/** A job as the chain knows it, from the indexer: live by its stream of changes, else asked again and again. */
export function useChainJob(jobId: Bytes32) {
  const indexer = useIndexer();
  const { indexerUrl } = useWebConfig();
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>('polling');
  const query = useQuery({
    queryKey: ['chain-job', jobId],
    queryFn: async () => {
      // Asked by a listing, which answers with nothing where `get` would answer with an error.
      const { items } = await indexer.jobStates.list({ jobId, limit: 1 });
      if (items.length === 0) throw new NotMirrored(jobId);
      return indexer.jobs.get([jobId], { include: ['states'] });
    },
    // A job that was ordered a second ago is not in the mirror yet.
    retry: 20,
    retryDelay: 1000,
    refetchInterval: ({ state }) =>
      state.data?.state === 'ended' ? false : live === 'stream' ? poll.beside : poll.alone,
  });
  const over = query.data?.state === 'ended';
  useEffect(() => {
    if (over) return;
    const stop = new AbortController();
    const onChange = () => void queries.invalidateQueries({ queryKey: ['chain-job', jobId] });
    void tellChanges(indexerUrl, jobId, { signal: stop.signal, onLive: setLive, onChange });
    return () => stop.abort();
  }, [indexerUrl, jobId, over, queries]);
  return { query, live };
}

/** Tells each change until it is stopped or the stream ends; what is missed meanwhile is seen by asking. */
async function tellChanges(
  url: string,
  jobId: Bytes32,
  told: { signal: AbortSignal; onLive: (live: Live) => void; onChange: () => void },
): Promise<void> {
  const { signal, onLive, onChange } = told;
  let begun = false;
  try {
    for await (const batch of changeLine({ url }, { job: [jobId], after: undefined, signal })) {
      onLive('stream');
      // What happened before the stream began is read once it has.
      if (!begun || batch.some(({ change }) => change !== undefined)) onChange();
      begun = true;
    }
  } catch (error) {
    // Without a stream the page asks by itself, and says so; a page that was left wants nothing.
    if (!signal.aborted && !(error instanceof AtollError)) throw error;
  } finally {
    if (!signal.aborted) onLive('polling');
  }
}

/** A job as its provider tells it to its buyer; the wallet signs once for all of it. */
export type Told =
  | { readonly state: 'unasked' }
  | { readonly state: 'signing'; readonly says: string }
  | { readonly state: 'live'; readonly job: JobView | undefined }
  | { readonly state: 'over'; readonly job: JobView }
  | { readonly state: 'failed'; readonly error: unknown; readonly job: JobView | undefined };

const ends: readonly string[] = endStates;

/** Follows a job at its provider from when `begin` is called, and at once where the account is signed in there. The stream goes on as long as the page is open. */
export function useToldJob(market: MarketContext, jobId: Bytes32) {
  const [told, setTold] = useState<Told>({ state: 'unasked' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const begin = () => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setTold({ state: 'signing', says: 'Asking the provider' });
    void (async () => {
      let last: JobView | undefined;
      try {
        const reader = await readerAt(market, providerOf(market), (says) =>
          setTold({ state: 'signing', says }),
        );
        for await (const job of followJob(reader, jobId, { signal: stop.signal })) {
          last = job;
          setTold({ state: 'live', job });
        }
        if (last !== undefined && ends.includes(last.state)) setTold({ state: 'over', job: last });
      } catch (error) {
        if (!stop.signal.aborted) setTold({ state: 'failed', error, job: last });
      }
    })();
  };
  const signedIn = useQuery({
    queryKey: ['signed-in', market.providerUrl, market.account.address],
    queryFn: async () => (await keptReader(market, providerOf(market))) !== undefined,
  });
  const beginSoon = useRef(begin);
  useEffect(() => {
    beginSoon.current = begin;
  });
  useEffect(() => {
    if (signedIn.data === true) beginSoon.current();
  }, [signedIn.data]);
  return { told, begin };
}
