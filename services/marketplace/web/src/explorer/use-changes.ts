import { changeKinds, ChangeView } from '@atoll/schemas/change';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** How a stream of changes stands. */
export interface Live {
  readonly state: 'connecting' | 'live' | 'lost';
  /** Changes since the page was opened. */
  readonly changes: number;
  /** The last reorg that was told: blocks above `ancestor` are undone. */
  readonly reorg: { readonly ancestor: number; readonly undone: number } | undefined;
}

/** Milliseconds in which changes are gathered before what is shown is read again. */
const gatherMs = 300;

/**
 * Follows the indexer's stream of changes and reads anew what they concern. The browser resumes a stream that broke where it stood.
 *
 * @param filter parameters of `GET /events`, e.g. `{ job: jobId }`
 * @param queries keys of the queries to read again
 */
export function useChanges(filter: Readonly<Record<string, string>>, queries: readonly string[]): Live {
  const { indexerUrl } = useWebConfig();
  const client = useQueryClient();
  const [live, setLive] = useState<Live>({ state: 'connecting', changes: 0, reorg: undefined });
  const question = new URLSearchParams(filter).toString();
  const concerned = queries.join(' ');
  useEffect(() => {
    const stream = new EventSource(`${indexerUrl.replace(/\/$/, '')}/events?${question}`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      for (const key of concerned.split(' ')) void client.invalidateQueries({ queryKey: [key] });
    };
    const take = (event: MessageEvent<string>) => {
      const change = ChangeView.safeParse(JSON.parse(event.data));
      if (!change.success) return;
      const told = change.data;
      setLive((before) => ({
        ...before,
        changes: before.changes + 1,
        ...(told.kind === 'reorg' ? { reorg: { ancestor: told.ancestor.number, undone: told.undone } } : {}),
      }));
      timer ??= setTimeout(refresh, gatherMs);
    };
    const set = (state: Live['state']) => () => setLive((before) => ({ ...before, state }));
    const opened = set('live');
    const lost = set('lost');
    stream.addEventListener('open', opened);
    stream.addEventListener('error', lost);
    for (const kind of changeKinds) stream.addEventListener(kind, take);
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [indexerUrl, question, concerned, client]);
  return live;
}
