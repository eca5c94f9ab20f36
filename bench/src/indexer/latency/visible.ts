import { setTimeout as pause } from 'node:timers/promises';
import type { Bytes32 } from '@atoll/schemas/ids';
import { toEventSelector } from 'viem';
import type { MarketChain } from '../chain/market-chain.ts';
import { abis } from '../history/events.ts';
import type { HistoryBlock } from '../history/history.ts';
import { ReplyRefused } from '../load/drive.ts';
import { openClient } from '../load/http-client.ts';
import { WaitedTooLong } from '@atoll/tests/support/wait';

const ordered = abis.jobs.find((item) => item.type === 'event' && item.name === 'JobOrdered');
const orderedSelector = ordered?.type === 'event' ? toEventSelector(ordered) : undefined;

/** The last job that was ordered in a block. */
export function orderedIn(block: HistoryBlock): Bytes32 | undefined {
  const log = block.acts.flat().findLast(({ topics }) => topics[0] === orderedSelector);
  return log?.topics[1];
}

export interface Sampling {
  readonly chain: MarketChain;
  /** Where the history goes on. */
  readonly blocks: Iterator<HistoryBlock>;
  readonly samples: number;
}

/** Longest that a block may stay unseen. */
const deadlineMs = 30_000;

/** Between two samples; uneven, so that no interval of polling falls into step with it. */
const restMs = () => 100 + Math.random() * 150;

function nextWithOrder(blocks: Iterator<HistoryBlock>): { block: HistoryBlock; jobId: Bytes32 } {
  for (;;) {
    const { value, done } = blocks.next();
    if (done === true) throw new RangeError('the history is over');
    const block: HistoryBlock = value;
    const jobId = orderedIn(block);
    if (jobId !== undefined) return { block, jobId };
  }
}

/**
 * Mines blocks with orders one after another and answers, for each, the milliseconds from the return of the call that mined it.
 * @param seen resolves when what the block holds can be seen
 */
export async function sample(
  { chain, blocks, samples }: Sampling,
  seen: (jobId: Bytes32) => Promise<void>,
): Promise<number[]> {
  const took: number[] = [];
  while (took.length < samples) {
    await pause(restMs());
    const { block, jobId } = nextWithOrder(blocks);
    await chain.write(block);
    const mined = performance.now();
    await seen(jobId);
    took.push(performance.now() - mined);
  }
  return took;
}

/** Asks an API for a job again and again on one kept connection, until it is there. */
export function seenAt(url: string): { seen: (jobId: Bytes32) => Promise<void>; close: () => void } {
  const client = openClient(url, 1);
  return {
    seen: async (jobId) => {
      const until = performance.now() + deadlineMs;
      for (;;) {
        const path = `/jobs/${jobId}`;
        const { status, body } = await client.get(path);
        if (status === 200) return;
        if (status !== 404) throw new ReplyRefused(path, status, body);
        if (performance.now() > until) throw new WaitedTooLong(`${jobId} at ${url}`, deadlineMs);
      }
    },
    close: () => client.close(),
  };
}
