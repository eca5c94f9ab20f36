import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from '@atoll/tests/support/wait';
import { z } from 'zod';
import { type MarketChain } from '../chain/market-chain.ts';
import { type HistoryBlock } from '../history/history.ts';

const Deliveries = z.array(
  z.object({ id: z.string(), clients: z.number(), first: z.number(), last: z.number() }),
);
type Deliveries = z.infer<typeof Deliveries>;

export interface StreamFigures {
  readonly changes: number;
  /** Milliseconds from the return of the call that mined a block until the last client had the last of its changes. */
  readonly worst: number;
  /** Changes that not every client got. */
  readonly missed: number;
}

const now = () => performance.timeOrigin + performance.now();
const program = join(import.meta.dirname, '../load/sse-clients.ts');

/**
 * Connects clients, in a process of their own, to the stream of changes, and mines blocks one after another, each when the one before
 * has reached everybody.
 */
export async function followStreams(input: {
  url: string;
  clients: number;
  chain: MarketChain;
  blocks: Iterator<HistoryBlock>;
  samples: number;
}): Promise<StreamFigures> {
  const { url, clients, chain, blocks, samples } = input;
  const child = fork(program, [url, String(clients)]);
  try {
    await once(child, 'message', { signal: AbortSignal.timeout(120_000) });
    const report = async (): Promise<Deliveries> => {
      child.send('report');
      const [list]: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
      return Deliveries.parse(list);
    };
    const delays: number[] = [];
    let known = 0;
    let all: Deliveries = [];
    for (let at = 0; at < samples; at++) {
      const { value, done } = blocks.next();
      if (done === true) throw new RangeError('the history is over');
      await chain.write(value);
      const mined = now();
      // quiet: no further change and no further client since the look before
      let before = '';
      const list = await waitFor(
        'every client having every change',
        async () => {
          const found = await report();
          const state = `${found.length} ${found.at(-1)?.clients}`;
          const quiet = found.length > known && state === before;
          before = state;
          return quiet && found;
        },
        { deadlineMs: 30_000, everyMs: 300 },
      );
      delays.push(Math.max(...list.slice(known).map(({ last }) => last - mined)));
      known = list.length;
      // what comes later, of documents that nobody serves, may be on its way to some
      all = list;
    }
    return {
      changes: all.length,
      worst: Math.max(...delays),
      missed: all.filter((delivery) => delivery.clients !== clients).length,
    };
  } finally {
    child.kill('SIGKILL');
  }
}
