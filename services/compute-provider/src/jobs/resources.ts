/*
 * What the queue gives out. A machine has processors, memory and GPUs; each environment has slots. A job holds what its manifest asks
 * for and one slot of its environment from the moment at which it is chosen until its outputs are safe.
 */

/** What a job holds while it runs. */
export interface Needs {
  /** Thousandths of a processor, whole, so that sums are exact. */
  readonly milliCpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

/** What there is to hold. */
export interface Capacity extends Needs {
  /** Slots by environment. */
  readonly slots: ReadonlyMap<string, number>;
}

/** A job's place: its environment and what it holds. */
export interface Holding {
  readonly environment: string;
  readonly needs: Needs;
}

/** What a job that cannot start misses; in this order where it misses several. */
export type Shortage = 'waiting_slot' | 'waiting_gpu' | 'waiting_cpu' | 'waiting_memory';

/** An environment that is no longer offered finishes what it promised one by one. */
const slotsOfUnknown = 1;

/** Processors as the queue counts them: needs are rounded up. */
export const milliCpusOf = (cpus: number): number => Math.ceil(cpus * 1000 - 1e-6);

/** What a manifest asks for, as the queue counts it. */
export function needsOf(resources: { cpus: number; memoryBytes: number; gpus: number }): Needs {
  const { cpus, memoryBytes, gpus } = resources;
  return { milliCpus: milliCpusOf(cpus), memoryBytes, gpus };
}

/** The larger of the shares of the machine that a job holds: what it is worth to others. At most 1. */
export function dominantShare(needs: Needs, capacity: Needs): number {
  const of = (held: number, there: number) => (held === 0 ? 0 : Math.min(1, held / Math.max(there, 1)));
  return Math.max(
    of(needs.milliCpus, capacity.milliCpus),
    of(needs.memoryBytes, capacity.memoryBytes),
    of(needs.gpus, capacity.gpus),
  );
}

/** What is free, as a value that is taken from and given back to. Below zero where a machine has shrunk under its jobs. */
export class Free {
  #milliCpus: number;
  #memoryBytes: number;
  #gpus: number;
  readonly #slots: Map<string, number>;

  constructor(of: Capacity | Free) {
    if (of instanceof Free) {
      this.#milliCpus = of.#milliCpus;
      this.#memoryBytes = of.#memoryBytes;
      this.#gpus = of.#gpus;
      this.#slots = new Map(of.#slots);
    } else {
      this.#milliCpus = of.milliCpus;
      this.#memoryBytes = of.memoryBytes;
      this.#gpus = of.gpus;
      this.#slots = new Map(of.slots);
    }
  }

  take(job: Holding): void {
    this.#change(job, -1);
  }

  give(job: Holding): void {
    this.#change(job, 1);
  }

  /** What a job misses, or undefined where it fits. */
  shortage({ environment, needs }: Holding): Shortage | undefined {
    if (this.#slotsOf(environment) < 1) return 'waiting_slot';
    if (needs.gpus > 0 && needs.gpus > this.#gpus) return 'waiting_gpu';
    if (needs.milliCpus > this.#milliCpus) return 'waiting_cpu';
    if (needs.memoryBytes > this.#memoryBytes) return 'waiting_memory';
    return undefined;
  }

  fits(job: Holding): boolean {
    return this.shortage(job) === undefined;
  }

  #slotsOf(environment: string): number {
    return this.#slots.get(environment) ?? slotsOfUnknown;
  }

  #change({ environment, needs }: Holding, sign: 1 | -1): void {
    this.#milliCpus += sign * needs.milliCpus;
    this.#memoryBytes += sign * needs.memoryBytes;
    this.#gpus += sign * needs.gpus;
    this.#slots.set(environment, this.#slotsOf(environment) + sign);
  }
}
