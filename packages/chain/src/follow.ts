import type { Chain } from './chain.ts';
import {
  ChainMovedBack,
  ChainUnavailable,
  EndpointsDisagree,
  EndpointUnknown,
  ForkBelowFinality,
} from './errors.ts';
import { Follower, type Step } from './follower.ts';
import type { FollowEvent, FollowParameters, FollowPause } from './follow-types.ts';
import type { EndpointAddress } from './follow/endpoint.ts';
import { Endpoints } from './follow/endpoints.ts';
import { Waker } from './follow/waker.ts';
import { abortable, wait } from './wait.ts';

/** Heads in a row that polling found and no socket told of, after which sockets are opened anew. */
const silentHeads = 3;

/**
 * Reads the events of contracts from the chain, for a mirror: blocks, reorgs and finality in the order in which they have to be applied.
 * The caller commits each event before it asks for the next; after a restart it passes the last block it committed.
 *
 * Below finality, spans sized by their logs are read a few at a time and given out in order; near the head each block is read by its hash,
 * as soon as a socket tells of it or polling finds it. Only what was really read is yielded: a request that fails is tried again, at
 * another endpoint where there is one, never skipped. Every answer is checked: see `readLogs`, `readSpan` and `Completeness`.
 *
 * Where the chain's history contradicts what was final, or endpoints contradict each other, nothing is yielded: `onPause` is told, and
 * reading goes on by itself once the chain agrees again. Ends quietly when `signal` aborts.
 *
 * @throws ChainUnavailable after `maxFailures` failures in a row; EndpointUnknown `configuration_invalid` without an address to read from
 * @example
 * for await (const event of follow({ chain, from: { number: chain.startBlock }, addresses, signal, finality: 12 })) {
 *   if (event.type === 'blocks') await commit(event.blocks, event.logs);
 *   if (event.type === 'reorg') await undoAbove(event.ancestor.number);
 * }
 */
export async function* follow(parameters: FollowParameters): AsyncGenerator<FollowEvent, void, undefined> {
  const { chain } = parameters;
  const ending = new AbortController();
  const signal = AbortSignal.any([parameters.signal, ending.signal]);
  const waker = new Waker();
  const endpoints = new Endpoints(parameters.endpoints ?? [ownEndpoint(chain)], {
    chainId: chain.chainId,
    signal,
    timeoutMs: parameters.timeout ?? 10_000,
    onWake: (told) => {
      if (told !== undefined) follower.told(told);
      waker.wake();
    },
    onChange: (change) => parameters.onEndpoint?.(change),
    onTraffic: (traffic) => parameters.onTraffic?.(traffic),
  });
  const follower = new Follower(parameters, endpoints, signal);
  const troubles = new Troubles(parameters);
  let silent = 0;
  try {
    while (!signal.aborted) {
      let step: Step;
      try {
        step = await abortable(follower.step(), signal);
      } catch (error) {
        if (signal.aborted) return;
        const waitMs = troubles.failed(error, endpoints.readyInMs());
        if (!(await waited(waitMs, signal))) return;
        continue;
      }
      troubles.ended();
      yield* step.events;
      if (!step.idle) continue;
      if (await waker.sleep(chain.pollingInterval, signal)) silent = 0;
      else if (step.events.length > 0) silent += 1;
      if (silent < silentHeads) continue;
      endpoints.renewSockets();
      silent = 0;
    }
  } finally {
    ending.abort();
    endpoints.close();
  }
}

/** Whether the time passed; false when the signal aborted first. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** What keeps a reader from going on: failures in a row, and a pause once it lasts. */
class Troubles {
  readonly #parameters: FollowParameters;
  readonly #patience: number;
  #failures = 0;
  /** When the chain began to contradict what is known. */
  #since: number | undefined;
  #paused: FollowPause['reason'] | undefined;

  constructor(parameters: FollowParameters) {
    this.#parameters = parameters;
    this.#patience = parameters.patience ?? 10_000;
  }

  /** Milliseconds to wait before the next try. Rethrows what no waiting cures. */
  failed(error: unknown, readyInMs: number): number {
    const { pollingInterval } = this.#parameters.chain;
    const pause = pauseOf(error);
    if (pause !== undefined) {
      this.#contradicted(pause);
      return Math.max(readyInMs, pollingInterval);
    }
    if (!(error instanceof ChainUnavailable)) throw error;
    this.#failures += 1;
    const { onFailure, maxFailures = Infinity } = this.#parameters;
    if (this.#failures >= maxFailures) throw error;
    onFailure?.({ error, attempt: this.#failures, retryInMs: Math.round(readyInMs) });
    return readyInMs;
  }

  ended(): void {
    this.#failures = 0;
    this.#since = undefined;
    if (this.#paused === undefined) return;
    this.#paused = undefined;
    this.#parameters.onResume?.();
  }

  #contradicted(pause: FollowPause): void {
    this.#since ??= performance.now();
    // a node that is behind, or not yet on the branch of another, comes round; a final block that differs is told at once
    const certain = pause.reason === 'fork_below_finality';
    if (!certain && performance.now() - this.#since < this.#patience) return;
    if (this.#paused === pause.reason) return;
    this.#paused = pause.reason;
    this.#parameters.onPause?.(pause);
  }
}

function pauseOf(error: unknown): FollowPause | undefined {
  if (error instanceof ForkBelowFinality) return { reason: 'fork_below_finality', error };
  if (error instanceof ChainMovedBack) return { reason: 'chain_moved_back', error };
  return error instanceof EndpointsDisagree ? { reason: 'endpoints_disagree', error } : undefined;
}

function ownEndpoint(chain: Chain): EndpointAddress {
  const url: unknown = chain.publicClient.transport['url'];
  if (typeof url !== 'string') throw new EndpointUnknown();
  return { url };
}
