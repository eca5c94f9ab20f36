import { type Attempt, type DocumentContext, keepAttempts } from './fetch-document.ts';

interface Waiting {
  readonly attempt: Attempt;
  readonly settled: PromiseWithResolvers<void>;
}

/**
 * Keeps attempts one transaction after another, each with all that came while the one before was on its way: sixteen at once, each in its
 * own, had a block at the head wait for up to 43 ms until their changes were on the disk.
 */
export class AttemptKeeper {
  readonly #ctx: DocumentContext;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(ctx: DocumentContext) {
    this.#ctx = ctx;
  }

  /** Resolves when the attempt is committed. @throws whatever the database throws about this one */
  async keep(attempt: Attempt): Promise<void> {
    const settled = Promise.withResolvers<void>();
    this.#waiting.push({ attempt, settled });
    if (!this.#running) void this.#run();
    await settled.promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const some = this.#waiting;
      this.#waiting = [];
      await this.#keepAll(some);
    }
    this.#running = false;
  }

  /** Never rejects: each is told for itself. */
  async #keepAll(some: readonly Waiting[]): Promise<void> {
    try {
      await keepAttempts(
        this.#ctx,
        some.map(({ attempt }) => attempt),
      );
      for (const { settled } of some) settled.resolve();
    } catch (error) {
      if (some.length === 1) return some[0]?.settled.reject(error);
      // One that cannot be kept is in the way of no other.
      for (const each of some) await this.#keepAll([each]);
    }
  }
}
