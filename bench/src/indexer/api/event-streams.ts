import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor, WaitedTooLong } from '@atoll/tests/support/wait';
import { z } from 'zod';

const Deliveries = z.object({
  /** Streams that are over, whoever ended them. */
  ended: z.number(),
  /** What was asked for and came to anybody. */
  list: z.array(z.object({ id: z.string(), clients: z.number(), last: z.number() })),
});
type Deliveries = z.infer<typeof Deliveries>;

export interface StreamFigures {
  /** Changes of the blocks that were mined, as the mirror's journal has them. */
  readonly changes: number;
  /**
   * Milliseconds from the return of the call that mined a block until the last client had the last of its changes. Where some client
   * missed one: as long as was waited for it.
   */
  readonly worst: number;
  /** Changes that not every client got. */
  readonly missed: number;
  /** Streams that ended though nobody wanted it. */
  readonly ended: number;
}

/** A block that was just mined. */
export interface MinedBlock {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Ids of its changes, which may be none: not every event is news. Told by the mirror's journal, not by what any client got. */
  readonly changes: () => Promise<readonly string[]>;
}

/** Whether a condition came to hold in time. */
async function heldWithin(deadlineMs: number, condition: () => Promise<boolean>): Promise<boolean> {
  try {
    return await waitFor('every client having every change', condition, { deadlineMs, everyMs: 100 });
  } catch (error) {
    if (error instanceof WaitedTooLong) return false;
    throw error;
  }
}

const program = join(import.meta.dirname, '../load/sse-clients.ts');

/**
 * Connects clients, in a process of their own, to the stream of changes, and mines blocks one after another, each when the one before
 * has reached everybody or was waited for in vain.
 */
export async function followStreams(input: {
  url: string;
  clients: number;
  mine: () => Promise<MinedBlock>;
  /** Blocks with changes. */
  samples: number;
  /** Milliseconds that a client may take for a change before it counts as missed; 10,000 unless given. */
  deadlineMs?: number;
}): Promise<StreamFigures> {
  const { url, clients, mine, samples, deadlineMs = 10_000 } = input;
  const child = fork(program, [url, String(clients)]);
  const figures = { changes: 0, worst: 0, missed: 0, ended: 0 };
  const report = async (ids: readonly string[]): Promise<Deliveries> => {
    child.send(ids);
    const [answer]: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
    const deliveries = Deliveries.parse(answer);
    figures.ended = deliveries.ended;
    return deliveries;
  };
  try {
    await once(child, 'message', { signal: AbortSignal.timeout(120_000) });
    for (let taken = 0; taken < samples;) {
      const { at, changes } = await mine();
      const ids = await changes();
      if (ids.length === 0) continue;
      taken += 1;
      figures.changes += ids.length;
      let whole: Deliveries['list'] = [];
      const all = async () => {
        const { list } = await report(ids);
        whole = list.filter((delivery) => delivery.clients === clients);
        return whole.length === ids.length;
      };
      const everybody = await heldWithin(deadlineMs, all);
      figures.missed += ids.length - whole.length;
      const took = everybody ? Math.max(...whole.map(({ last }) => last - at)) : deadlineMs;
      figures.worst = Math.max(figures.worst, took);
    }
    return figures;
  } finally {
    child.kill('SIGKILL');
  }
}
