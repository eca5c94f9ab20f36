import { z } from 'zod';

const Indexed = z.object({ indexed: z.object({ number: z.number() }).optional() });
/** The status of one chain, or of several. */
const Status = z.union([z.object({ chains: z.array(Indexed).min(1) }), Indexed]);

export interface Sample {
  /** Milliseconds since the watch began. */
  readonly at: number;
  readonly block: number;
}

/** How often the status is asked for: seldom enough to cost the service nothing. */
const everyMs = 250;

async function blockOf(url: string): Promise<number | undefined> {
  const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) return undefined;
  const status = Status.parse(await response.json());
  const first = 'chains' in status ? status.chains[0] : status;
  return first?.indexed?.number;
}

/** Before it listens there is no answer, and under load one may be late: a sample fewer. */
const isNoAnswer = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');

/** Writes down how far a mirror has come, while it comes along. */
export function watchProgress(url: string): { stop(): readonly Sample[] } {
  const start = performance.now();
  const samples: Sample[] = [];
  let asking = false;
  const look = async () => {
    asking = true;
    try {
      const block = await blockOf(url);
      if (block !== undefined) samples.push({ at: performance.now() - start, block });
    } catch (error) {
      if (!isNoAnswer(error)) throw error;
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => {
    if (!asking) void look();
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return samples;
    },
  };
}

/** When a block was passed, between the samples around it. */
function passedAt(samples: readonly Sample[], block: number): number | undefined {
  const after = samples.findIndex((sample) => sample.block >= block);
  const [from, to] = [samples[after - 1], samples[after]];
  if (from === undefined || to === undefined) return undefined;
  return from.at + ((to.at - from.at) * (block - from.block)) / (to.block - from.block);
}

/** Samples below which the fifths of a backfill are too coarse to be compared. */
const fewest = 15;

/**
 * How much longer the last fifth of a backfill took than the first, in percent (below zero where it was faster); `undefined` where it
 * was over too soon to tell. The first fifth begins with the first progress seen: before it, the process itself was starting.
 */
export function slowdown(samples: readonly Sample[], blocks: number): number | undefined {
  const begun = samples.find(({ block }) => block > 0);
  if (begun === undefined || samples.filter(({ block }) => block < blocks).length < fewest) return undefined;
  const fifth = Math.floor((blocks - begun.block) / 5);
  const first = passedAt(samples, begun.block + fifth);
  const fourth = passedAt(samples, begun.block + 4 * fifth);
  const last = passedAt(samples, begun.block + 5 * fifth);
  if (first === undefined || fourth === undefined || last === undefined) return undefined;
  return ((last - fourth) / (first - begun.at) - 1) * 100;
}
