import type { PendingQuery, Row } from 'postgres';
import { allEnded } from './all-ended.ts';
import type { Transaction } from './connection.ts';
import { CopyRefused } from './errors.ts';

/** What Postgres answers to whatever follows a failure in a transaction. */
const aborted = '25P02';

const isAborted = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === aborted;

/**
 * Rows streamed into tables by COPY, which takes a tenth of the time of INSERT, with statements between: one after the other in one transaction,
 * each sent before the one before it is answered. For every answer a busy process waits a turn of its event loop, and a commit has 50 of them.
 *
 * The driver never tells of a COPY that the database refuses at its end (porsager/postgres#1173). Whatever follows it fails, and tells.
 *
 * @example
 * const copies = new Copies(transaction);
 * await copies.copy('payments', columns, chunks);
 * await copies.done();
 */
export class Copies {
  readonly transaction: Transaction;
  readonly #sent: PendingQuery<Row[]>[] = [];
  /** The table of the last COPY. */
  #table: string | undefined;

  constructor(transaction: Transaction) {
    this.transaction = transaction;
  }

  /** Sends a statement; `done` waits for its answer. */
  send(statement: PendingQuery<Row[]>): void {
    this.#sent.push(statement.execute());
  }

  /**
   * Sends rows. Resolves when the chunks may be used again.
   *
   * @param table its name, qualified where the search path does not find it
   * @param chunks rows in COPY's binary format
   * @throws CopyRefused also of the table before
   */
  async copy(table: string, columns: readonly string[], chunks: Iterable<Buffer>): Promise<void> {
    const stream = await this.#told(
      this.transaction`
        copy ${this.transaction(table)} (${this.transaction([...columns])}) from stdin with (format binary)`.writable(),
    );
    this.#table = table;
    let failure: Error | undefined;
    stream.on('error', (error: Error) => {
      failure = error;
    });
    for (const chunk of chunks) {
      // Answered when the bytes are with the socket, or when an error has destroyed the stream.
      await new Promise<void>((resolve) => {
        stream.write(chunk, () => resolve());
      });
      if (failure !== undefined) throw new CopyRefused(table, failure);
    }
    // The last bytes are with the socket, so this closes the COPY before it returns, and another statement may be sent.
    stream.end();
    // When a COPY has ended well the driver still tells the database that it failed, and by then that would be the next one.
    stream._destroy = (error, callback) => callback(error);
  }

  /** Resolves when all is answered. @throws CopyRefused; whatever the database throws about a statement */
  async done(): Promise<void> {
    // Of no consequence, but answered after the last COPY.
    this.send(this.transaction`select 1`);
    await this.#told(allEnded(this.#sent));
  }

  async #told<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (cause) {
      if (this.#table === undefined || !isAborted(cause)) throw cause;
      // What was sent before is answered by now, and a statement that failed is the cause of all that follows.
      const failures = (await Promise.allSettled(this.#sent)).flatMap((each) =>
        each.status === 'rejected' ? [each.reason as unknown] : [],
      );
      throw failures.find((failure) => !isAborted(failure)) ?? new CopyRefused(this.#table, cause);
    }
  }
}
