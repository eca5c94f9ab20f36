/**
 * One commit that is under way while the next is gathered. It never rejects by itself: what became of it is told to whoever begins the next
 * one, or asks.
 *
 * @example
 * await behind.written(); // what the commit before left in the database can be dropped from memory
 * behind.begin(sql.begin(write));
 */
export class WriteBehind {
  #busy = false;
  #writing: Promise<{ readonly error?: unknown }> = Promise.resolve({});

  /** Takes in a commit that has begun, the one before having been waited for. */
  begin(commit: Promise<unknown>): void {
    this.#busy = true;
    this.#writing = commit
      .then(
        () => ({}),
        (error: unknown) => ({ error }),
      )
      .finally(() => (this.#busy = false));
  }

  /** Whether there is enough for the next commit: little where none is under way, for the database has nothing else to do. */
  isDue(bytes: number, { least, most }: { least: number; most: number }): boolean {
    return bytes >= (this.#busy ? most : least);
  }

  /** Resolves when the commit has ended well. @throws what it threw */
  async written(): Promise<void> {
    const { error } = await this.#writing;
    if (error !== undefined) throw error;
  }

  /** Resolves when the commit has ended, whatever became of it. */
  async settled(): Promise<void> {
    await this.#writing;
  }
}
