/** Milliseconds between two looks: whoever asks meanwhile shares the next one. */
const betweenMs = 2;
/** So many are not made to wait for others that may join them. */
const manyAskers = 8;

/**
 * Tells how a database stands now, as the text of a snapshot (`pg_current_snapshot()`). A snapshot sees exactly what its text says: which
 * transactions had ended. Two with the same text therefore see the same rows, in every table, whoever wrote them and from wherever.
 *
 * A look is shared by all who asked before it began, never by one who asked after: what was committed before somebody asks is seen.
 */
export class SnapshotGate {
  readonly #look: () => Promise<string | null>;
  #next: Promise<string | null> | undefined;
  #running: Promise<unknown> = Promise.resolve();
  /** Who waits for the next look. */
  #askers = 0;
  #enough = Promise.withResolvers<void>();
  #began = -Infinity;
  /** The text that was heard of last, by a look or with an answer; only a hint. */
  #heard: string | null = null;

  /** @param look reads the text; null where the database cannot tell, as a replica cannot */
  constructor(look: () => Promise<string | null>) {
    this.#look = look;
  }

  /** The text of a snapshot that is taken after this call. */
  now(): Promise<string | null> {
    this.#askers += 1;
    if (this.#askers === manyAskers) this.#enough.resolve();
    return (this.#next ??= this.#lookSoon());
  }

  heard(text: string | null): void {
    this.#heard = text;
  }

  /** Whether an answer of that snapshot may still hold, as far as anybody has heard. */
  mayHold(text: string | null): boolean {
    return text !== null && text === this.#heard;
  }

  async #lookSoon(): Promise<string | null> {
    await this.#running;
    const early = this.#began + betweenMs - performance.now();
    if (early > 0 && this.#askers < manyAskers) {
      const timer = setTimeout(this.#enough.resolve, early);
      await this.#enough.promise;
      clearTimeout(timer);
    }
    // From here on, whoever asks comes too late for this look.
    this.#next = undefined;
    this.#askers = 0;
    this.#enough = Promise.withResolvers();
    this.#began = performance.now();
    const looking = this.#look();
    this.#running = looking.then(
      () => undefined,
      () => undefined,
    );
    const text = await looking;
    this.#heard = text;
    return text;
  }
}
