import { ChangeView } from '@atoll/schemas/change';
import { AtollError } from '@atoll/schemas/error';
import type { ChangeFilterWire } from '@atoll/schemas/webhook';
import { ProblemReceived, ServiceUnavailable } from '../errors.ts';
import { readEvents } from '../read-events.ts';
import { ask, chainOf, type IndexerContext } from './context.ts';
import { queryText } from './query.ts';

/** The indexer says something every 15 seconds; a line that is silent for longer is dead. */
const silenceMs = 45_000;

/** A place in the changes of a chain, and the change that led there where it was one that was asked for. */
export interface ToldChange {
  /** To go on after: it is kept together with what was done about the change. */
  readonly position: number;
  readonly change?: ChangeView;
}

export interface FollowChanges extends ChangeFilterWire {
  /** The position to go on after; from now on unless given. */
  after?: number;
  signal?: AbortSignal;
  /** Milliseconds before a line that broke is taken up again; 2,000 unless given. */
  againMs?: number;
}

/** Coming back would bring the same change in the same form. */
class ChangeUnreadable extends ServiceUnavailable {}

const isFinal = (error: unknown): boolean =>
  error instanceof ChangeUnreadable || !(error instanceof AtollError && error.retryable);

/**
 * Changes that the chain brings, as they come and each once: a line that breaks is taken up again after the last position. The first thing
 * told is the position at which it begins. `reorg` comes whatever was asked for: drop what was told of blocks above its ancestor.
 *
 * @returns ends by the signal alone
 * @throws ProblemReceived (`changes_forgotten` where changes after the position are no longer kept: read anew what is mirrored;
 * `malformed_request`, …); ServiceUnavailable where the indexer cannot be reached at first, later it is waited for, or tells of a change in a form that is not known; the
 * signal's reason
 * @example
 * for await (const { position, change } of followChanges({ url }, { after: await lastPosition(), kinds: ['job'] })) {
 *   if (change?.kind === 'job') await refresh(change.jobId);
 *   await keepPosition(position);
 * }
 */
export async function* followChanges(
  ctx: IndexerContext,
  input: FollowChanges = {},
): AsyncGenerator<ToldChange, void, undefined> {
  const { after, signal, againMs = 2000, ...filter } = input;
  let position = after;
  let reached = false;
  for (;;) {
    try {
      for await (const told of oneLine(ctx, filter, position, signal)) {
        reached = true;
        position = told.position;
        yield told;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!reached || isFinal(error)) throw error;
    }
    await pause(againMs, signal);
  }
}

/** Waits, or throws the signal's reason. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** What one connection tells, until it ends. */
async function* oneLine(
  ctx: IndexerContext,
  filter: ChangeFilterWire,
  after: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ToldChange, void, undefined> {
  const silent = new AbortController();
  const wake = () => setTimeout(() => silent.abort(new Error('it has fallen silent')), silenceMs);
  let timer = wake();
  const { kinds, ...rest } = filter;
  const query = queryText({ ...rest, kinds: kinds?.join(','), ...chainOf(ctx) });
  const url = `${ctx.url}/events${query}`;
  try {
    const response = await ask(ctx, `/events${query}`, {
      endless: true,
      signal: signal === undefined ? silent.signal : AbortSignal.any([signal, silent.signal]),
      ...(after === undefined ? {} : { headers: { 'last-event-id': String(after) } }),
    });
    if (response.body === null) throw new ServiceUnavailable({ url, reason: 'an empty stream' });
    for await (const { id, data, event } of readEvents(response.body)) {
      clearTimeout(timer);
      timer = wake();
      if (id === undefined || !/^[0-9]{1,16}$/.test(id)) continue;
      const position = Number(id);
      if (data === '' || event === 'open') yield { position };
      else yield { position, change: changeIn(data, url) };
    }
  } catch (cause) {
    if (cause instanceof ServiceUnavailable || cause instanceof ProblemReceived) throw cause;
    throw new ServiceUnavailable({ url, reason: cause instanceof Error ? cause.message : 'it broke', cause });
  } finally {
    clearTimeout(timer);
  }
}

function changeIn(data: string, url: string): ChangeView {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new ChangeUnreadable({ url, reason: 'a change that is not JSON', cause });
  }
  const parsed = ChangeView.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ChangeUnreadable({ url, reason: 'a change in a form that is not known', cause: parsed.error });
}
