import type { RawLog } from '@atoll/chain/raw-log';
import { decodeLog } from '../decode/decode-log.ts';
import { type Contracts, Emitters } from '../decode/emitters.ts';
import { projectionsOf } from '../project/projections.ts';
import { WorkingSet } from '../project/working-set.ts';
import { backfillLimits } from './backfill.ts';
import type { Sql, Transaction } from './connection.ts';
import { Copies } from './copies.ts';
import { Chunks } from './copy-bytes.ts';
import { keptLogs } from './kept-logs.ts';
import { ReadAhead, type Span } from './read-ahead.ts';
import { Changed, spoolFacts } from './save-rows.ts';
import { Spool } from './spool.ts';
import { WriteBehind } from './write-behind.ts';

/** Logs that are kept, as what they come to. */
interface Kept extends Span {
  readonly logs: number;
  /** The last block. */
  readonly block: number;
}

/** Projections that are built from the logs that are kept, in tables that nobody reads yet. */
export class Rebuild {
  readonly #steps: ReturnType<typeof projectionsOf>;
  readonly #emitters: Emitters;
  readonly #limit: number;
  readonly #onApplied: (logs: number, block: number) => void;
  readonly #rows = new WorkingSet({ empty: true });
  readonly #chunks = new Chunks();
  #spool = new Spool(this.#chunks);
  #block = -1;

  /** @param input.limit logs of a batch, about */
  constructor(input: {
    contracts: Contracts;
    limit: number;
    onApplied: (logs: number, block: number) => void;
  }) {
    this.#steps = projectionsOf(input.contracts);
    this.#emitters = new Emitters(input.contracts);
    this.#limit = input.limit;
    this.#onApplied = input.onApplied;
  }

  /** The last block that was applied. */
  get block(): number {
    return this.#block;
  }

  /**
   * Applies the logs up to a block that is final. Neither it nor any before it ever changes, so no lock is needed, however long it takes;
   * and nobody reads the tables, so what a batch comes to is committed while the next ones are read and applied.
   *
   * @param writer one connection
   * @param reader two more, of the same tables
   */
  async final({ writer, reader, block }: { writer: Sql; reader: Sql; block: number }): Promise<void> {
    const behind = new WriteBehind();
    const ahead = this.#readAhead(reader, async () => {
      if (!behind.isDue(this.#spool.size, backfillLimits)) return;
      await behind.written();
      behind.begin(this.#commit(writer));
    });
    try {
      for await (const logs of keptLogs(reader, this.#after(block))) {
        await ahead.add(this.#decode(logs, block), () => this.#spoolFacts());
      }
      await ahead.flush();
      await behind.written();
      await this.#commit(writer);
    } finally {
      await behind.settled();
    }
    this.#block = block;
  }

  /**
   * Applies the logs up to a block in an open transaction that keeps the mirror where it is. Above `final` it records how to undo them, as
   * the live tables do.
   *
   * @param reader a further connection
   */
  async rest(
    transaction: Transaction,
    { reader, block, final }: { reader: Sql; block: number; final: number },
  ): Promise<void> {
    const ahead = this.#readAhead(transaction, () => this.#write(transaction, this.#take()));
    for await (const logs of keptLogs(reader, this.#after(block))) {
      await ahead.add(this.#decode(logs, final), () => this.#spoolFacts());
      // Else the next would be asked for while this is written, which is the same connection.
      await ahead.flush();
    }
    this.#block = block;
  }

  #after(block: number): { after: number; upTo: number; limit: number } {
    return { after: this.#block, upTo: block, limit: this.#limit };
  }

  #readAhead(sql: Sql | Transaction, onFolded: () => Promise<void>): ReadAhead<Kept> {
    return new ReadAhead({
      ...{ sql, rows: this.#rows, steps: this.#steps },
      onFolded: async ({ logs, block }) => {
        this.#block = block;
        this.#onApplied(logs, block);
        await onFolded();
      },
    });
  }

  #decode(logs: readonly RawLog[], final: number): Kept {
    this.#emitters.discover(logs);
    const events = logs.flatMap((log) => decodeLog(this.#emitters, log) ?? []);
    return { events, final, logs: logs.length, block: logs.at(-1)?.blockNumber ?? this.#block };
  }

  #spoolFacts(): void {
    spoolFacts(this.#rows, this.#spool);
  }

  /** What is to be written, which from here on counts as written. */
  #take(): Changed {
    const changed = new Changed(this.#rows, this.#spool);
    this.#spool = new Spool(this.#chunks);
    this.#rows.written();
    this.#rows.forget(backfillLimits.rows);
    return changed;
  }

  #commit(writer: Sql): Promise<unknown> {
    const changed = this.#take();
    return writer.begin(async (transaction) => {
      await transaction`set local synchronous_commit = off`;
      await this.#write(transaction, changed);
    });
  }

  async #write(transaction: Transaction, changed: Changed): Promise<void> {
    const copies = new Copies(transaction);
    await changed.send(copies);
    await copies.done();
  }
}
