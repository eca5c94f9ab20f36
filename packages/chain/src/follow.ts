import { ChainUnavailable } from './errors.ts';
import { Follower, type Step } from './follower.ts';
import { type FollowEvent, type FollowParameters } from './follow-types.ts';
import { abortable, wait } from './wait.ts';

/** Milliseconds before the first retry and the most between two. */
const backOff = { first: 100, most: 10_000 };

/**
 * Reads the events of contracts from the chain, for a mirror: blocks, reorgs and finality in the order in which they have to be applied.
 * The caller commits each event before it asks for the next; after a restart it passes the last block it committed.
 *
 * Only what was really read is yielded: a request that fails is tried again with a growing pause and half the span, never skipped. Each
 * batch agrees with itself: hashes link, each log lies in a block that was read, comes from an address that was asked for, and has an
 * index of its own. Where the node's history differs from a final block, it throws and rewrites nothing.
 *
 * Ends quietly when `signal` aborts.
 *
 * @throws ForkBelowFinality, ChainMovedBack (`chain_mismatch`); ChainUnavailable after `maxFailures` failures in a row
 * @example
 * for await (const event of follow({ chain, from: { number: chain.startBlock }, addresses, signal, finality: 12 })) {
 *   if (event.type === 'blocks') await commit(event.blocks, event.logs);
 *   if (event.type === 'reorg') await undoAbove(event.ancestor.number);
 * }
 */
export async function* follow(parameters: FollowParameters): AsyncGenerator<FollowEvent, void, undefined> {
  const { chain, signal, onFailure, maxFailures = Infinity } = parameters;
  const follower = new Follower(parameters);
  let failures = 0;
  while (!signal.aborted) {
    let step: Step;
    try {
      step = await abortable(follower.step(), signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ChainUnavailable)) throw error;
      failures += 1;
      if (failures >= maxFailures) throw error;
      follower.narrow();
      const retryInMs = Math.min(backOff.most, backOff.first * 2 ** Math.min(failures - 1, 10));
      onFailure?.({ error, attempt: failures, retryInMs });
      if (!(await waited(retryInMs, signal))) return;
      continue;
    }
    yield* step.events;
    if (step.idle && !(await waited(chain.pollingInterval, signal))) return;
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
