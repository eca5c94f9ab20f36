import type { ChangeFilter } from '@atoll/schemas/change-filter';
import { AtollError } from '@atoll/schemas/error';
import { changeLine, ChangeUnreadable, type ToldChange } from './change-line.ts';
import type { IndexerContext } from './context.ts';

/** What is followed: of each part of the filter any of up to 50 values; all parts that are given have to hold. */
export interface FollowChanges extends ChangeFilter {
  /** The position to go on after; from now on unless given. */
  after?: number;
  signal?: AbortSignal;
  /** Milliseconds before a line that broke is taken up again; 2,000 unless given. */
  againMs?: number;
}

const isFinal = (error: unknown): boolean =>
  error instanceof ChangeUnreadable || !(error instanceof AtollError && error.retryable);

/**
 * Changes that the chain brings, as they come and each once: a line that breaks is taken up again after the last position. The first thing
 * told is the position at which it begins. `reorg` comes whatever was asked for: drop what was told of blocks above its ancestor.
 *
 * @returns ends by the signal alone
 * @throws ProblemReceived (`changes_forgotten` where changes after the position are no longer kept: read anew what is mirrored;
 * `malformed_request`, …); ServiceUnavailable where the indexer cannot be reached at first, later it is waited for, or tells of a change in
 * a form that is not known; the signal's reason
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
      for await (const batch of changeLine(ctx, { ...filter, after: position, signal })) {
        reached = true;
        for (const told of batch) {
          position = told.position;
          yield told;
        }
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
