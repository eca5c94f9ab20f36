import postgres from 'postgres';
import { deployment } from '../history/deployment.ts';

export interface Sample {
  /** Milliseconds since the watch began. */
  readonly at: number;
  readonly block: number;
}

/** How often the mirror is looked at: seldom enough to cost nothing. */
const everyMs = 250;

/** Before the service has made its tables there is nothing to be seen. */
const isTooEarly = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && ['3F000', '42P01'].includes(error.code);

/**
 * Writes down how far a mirror has come, while it comes along: what the database says, since a service at the end of its backfill answers
 * seconds late.
 */
export function watchProgress(databaseUrl: string): { stop(): Promise<readonly Sample[]> } {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  const start = performance.now();
  const samples: Sample[] = [];
  let asking: Promise<void> | undefined;
  const look = async () => {
    try {
      const [cursor] = await sql<{ number: string }[]>`
        select number from ${sql(`indexer_${deployment.chainId}`)}.cursor`;
      if (cursor !== undefined) samples.push({ at: performance.now() - start, block: Number(cursor.number) });
    } catch (error) {
      if (!isTooEarly(error)) throw error;
    }
  };
  const timer = setInterval(() => {
    asking ??= look().finally(() => (asking = undefined));
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await asking;
      await sql.end();
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
