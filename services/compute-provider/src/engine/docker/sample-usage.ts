import { setTimeout as delay } from 'node:timers/promises';
import { AtollError } from '@atoll/schemas/error';
import { call } from './call.ts';
import { type DockerContext } from './context.ts';
import { Stats } from './replies.ts';

/**
 * Reads what a run uses while it runs, for its control group is gone the moment it ends. Numbers are those of the last
 * reading, so they are a lower bound; the wall time that is paid for does not depend on them.
 */
export class Sampler {
  readonly #context: DockerContext;
  readonly #id: string;
  readonly #ended = new AbortController();
  readonly #sampling: Promise<void>;
  #cpuSeconds = 0;
  #peakMemoryBytes = 0;

  constructor(context: DockerContext, id: string) {
    this.#context = context;
    this.#id = id;
    this.#sampling = this.#sample();
  }

  async stop(): Promise<{ cpuSeconds: number; peakMemoryBytes: number }> {
    this.#ended.abort();
    await this.#sampling;
    return { cpuSeconds: this.#cpuSeconds, peakMemoryBytes: this.#peakMemoryBytes };
  }

  /** Often at first, for most runs are short, then twice a second: a reading costs the engine about 2 ms. */
  async #sample(): Promise<void> {
    const { signal } = this.#ended;
    let pause = 50;
    while (!signal.aborted) {
      try {
        await this.#read();
        await delay(pause, undefined, { signal, ref: false });
      } catch (error) {
        // Aborted by stop, or the engine did not answer: the wait for the run reports that.
        if (!signal.aborted && !(error instanceof AtollError)) throw error;
        if (error instanceof AtollError) await delay(pause);
      }
      pause = Math.min(500, pause * 1.5);
    }
  }

  async #read(): Promise<void> {
    const container = this.#context.docker.getContainer(this.#id);
    const reply = await call(
      'reading usage',
      () => container.stats({ stream: false, 'one-shot': true }),
      404,
      409,
    );
    const stats = Stats.safeParse(reply).data;
    // A container that is not running is answered with zeros or with less.
    if (!stats) return;
    this.#cpuSeconds = Math.max(this.#cpuSeconds, stats.cpu_stats.cpu_usage.total_usage / 1e9);
    const memory = Math.max(stats.memory_stats.usage ?? 0, stats.memory_stats.max_usage ?? 0);
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, memory);
  }
}
