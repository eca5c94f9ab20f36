import { addAbortSignal } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { asReadable } from './as-readable.ts';
import type { DockerContext } from './context.ts';
import { Stats } from './replies.ts';

/** A run that is over sooner is not read at all; most have loaded their libraries by then, so that the first reading says something. */
const firstReadingMs = 250;
const maxLineBytes = 1 << 16;

/**
 * Reads what a run uses while it runs, for its control group is gone the moment it ends. The engine says it once a second (on
 * 20.10 even a single question takes that long, so it is asked to keep talking). The numbers are those of the last
 * reading: a lower bound, for information; what is paid for is the wall time.
 *
 * @returns a function that stops reading, at once, and gives the numbers
 */
export function sampleUsage(
  context: DockerContext,
  id: string,
): () => { cpuSeconds: number; peakMemoryBytes: number } {
  const usage = { cpuSeconds: 0, peakMemoryBytes: 0 };
  const ended = new AbortController();
  const take = (line: string): void => {
    const stats = Stats.safeParse(parseLine(line)).data;
    if (!stats) return;
    usage.cpuSeconds = Math.max(usage.cpuSeconds, stats.cpu_stats.cpu_usage.total_usage / 1e9);
    const memory = Math.max(stats.memory_stats.usage ?? 0, stats.memory_stats.max_usage ?? 0);
    usage.peakMemoryBytes = Math.max(usage.peakMemoryBytes, memory);
  };
  const read = async (): Promise<void> => {
    await delay(firstReadingMs, undefined, { signal: ended.signal, ref: false });
    const stream = asReadable(await context.docker.getContainer(id).stats({ stream: true }));
    addAbortSignal(ended.signal, stream);
    let rest = '';
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split('\n');
      rest = (lines.pop() ?? '').slice(-maxLineBytes);
      lines.forEach(take);
    }
  };
  // Stopped, or the engine went away: whoever waits for the run's end learns of that.
  read().catch(() => undefined);
  return () => {
    ended.abort();
    return { ...usage };
  };
}

/** Guarantee: never throws; what is no JSON is undefined and passes no schema. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
