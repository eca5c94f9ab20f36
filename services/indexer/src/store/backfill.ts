import type { FollowedBlock } from '@atoll/chain/follow-types';
import { WorkingSet } from '../project/working-set.ts';
import { allEnded } from './all-ended.ts';
import {
  type Batch,
  type Committed,
  decodeBatch,
  documentsOf,
  expectDocuments,
  moveTo,
  type Store,
} from './commit-blocks.ts';
import type { Sql, Transaction } from './connection.ts';
import { Copies } from './copies.ts';
import { Chunks } from './copy-bytes.ts';
import { type Cursor, lockAt } from './cursor.ts';
import { buildIndexes, goLive, makeTotals } from './go-live.ts';
import { makePartitions, type NamedLog, spoolLogs } from './insert-logs.ts';
import { keepOpen } from './keep-open.ts';
import { ReadAhead, type Span } from './read-ahead.ts';
import { Changed, spoolFacts } from './save-rows.ts';
import { Spool } from './spool.ts';
import { addToTotals } from './totals.ts';
import { holdVacuum } from './vacuum.ts';
import { WriteBehind } from './write-behind.ts';

export interface BackfillLimits {
  /** Logs of a span: what is read, decoded and folded at once. */
  readonly logs: number;
  /** Bytes of rows from which on they are committed where no other commit is under way. */
  readonly least: number;
  /** Bytes of rows that are gathered at most. */
  readonly most: number;
  /** Rows of states that stay in memory from one commit to the next. */
  readonly rows: number;
  /** Milliseconds after which what was gathered is committed however little it is. */
  readonly ms: number;
}

export type OnCommit = (committed: Committed, after: Cursor | undefined, seconds: number) => void;

export const backfillLimits: BackfillLimits = {
  logs: 1000,
  least: 6e6,
  most: 12e6,
  rows: 20_000,
  ms: 10_000,
};

/** Blocks whose events are read, and not folded yet. */
interface Decoded extends Span {
  readonly named: readonly NamedLog[];
  readonly blocks: readonly FollowedBlock[];
  readonly cursor: Cursor;
  /** Whether it is committed with all that follows from the whole past. */
  readonly atHead: boolean;
}

/** What was taken in since the last commit. */
interface Gathered {
  readonly since: number;
  readonly spool: Spool;
  readonly partitions: Set<number>;
  readonly documents: Set<string>;
  /** Logs of the span that was taken in last, which are not in the spool yet, nor are its facts. */
  last: readonly NamedLog[];
  blocks: readonly FollowedBlock[];
  cursor: Cursor;
  final: number;
  events: number;
  undecoded: number;
  dangling: number;
}

/**
 * The way of a long past into the mirror. Spans are taken in and folded over rows that stay in memory from one to the next; what they come
 * to is committed now and then, each row once and as it then stands, with the cursor, all or nothing: a kill between two commits repeats
 * what followed the first and nothing else. While Postgres writes the one, the next is gathered.
 *
 * Totals, keys and secondary indexes are made when the head is reached (`goLive`), and later spans are committed one by one
 * (`commitBlocks`).
 */
export class Backfill {
  readonly #store: Store;
  readonly #reader: Sql;
  readonly #ahead: ReadAhead<Decoded>;
  readonly #limits: BackfillLimits;
  readonly #onCommit: OnCommit;
  readonly #onReached: () => Promise<unknown>;
  readonly #rows: WorkingSet;
  readonly #chunks = new Chunks();
  #gathered: Gathered | undefined;
  readonly #behind = new WriteBehind();
  /** The last block that is committed, or is being. */
  #cursor: Cursor | undefined;
  #finalized: number;
  #live = false;

  /**
   * @param input.reader a further connection to the same database, for rows that were dropped from memory: the writer's own is busy
   * @param input.cursor the last committed block; undefined where the mirror is empty
   * @param input.onReached what is to be done beside the making of indexes
   */
  constructor(input: {
    store: Store;
    reader: Sql;
    cursor: Cursor | undefined;
    finalized: number;
    limits: BackfillLimits;
    onCommit: OnCommit;
    onReached: () => Promise<unknown>;
  }) {
    this.#store = input.store;
    this.#reader = input.reader;
    this.#limits = input.limits;
    this.#onCommit = input.onCommit;
    this.#onReached = input.onReached;
    this.#cursor = input.cursor;
    this.#finalized = input.finalized;
    this.#rows = new WorkingSet({ empty: input.cursor === undefined });
    this.#ahead = new ReadAhead({
      ...{ sql: input.reader, rows: this.#rows, steps: input.store.steps },
      onFolded: (...of) => this.#gather(...of),
    });
  }

  /** Whether the head was reached, and all is committed. */
  get live(): boolean {
    return this.#live;
  }

  /** The last block that is committed, or is being. */
  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  /** The last block that was final. */
  get finalized(): number {
    return this.#finalized;
  }

  /**
   * Takes in the next span. Where it reaches blocks that may still be reorganised away it is committed before this returns, and where it
   * reaches the head, the mirror is live.
   *
   * @throws CursorMoved, CopyRefused; whatever the database throws, also about the span before
   */
  async add(batch: Batch): Promise<void> {
    const { emitters, finality } = this.#store;
    const decoded = decodeBatch(emitters, batch);
    const { cursor } = decoded;
    const final = Math.max(this.#finalized, batch.head.number - finality);
    const atHead = cursor.number >= batch.head.number;
    // What the last span does not bring is committed before, and indexed while its totals are made.
    if (atHead) await this.flush();
    await this.#ahead.add({ ...decoded, blocks: batch.blocks, final, atHead }, () => this.#spoolLast());
    if (atHead) await this.#goLive();
    else if (cursor.number > final) await this.flush();
  }

  /** Resolves when everything that was taken in is committed. @throws whatever the database throws */
  async flush(): Promise<void> {
    const gathered = await this.#foldLast();
    if (gathered !== undefined) await this.#commit(gathered);
    await this.#behind.written();
  }

  /** Resolves when nothing is under way any more, whatever became of it. */
  async settle(): Promise<void> {
    await this.#behind.settled();
  }

  /** Takes in what was read last. @returns what there is to be committed */
  async #foldLast(): Promise<Gathered | undefined> {
    this.#spoolLast();
    await this.#ahead.flush();
    return this.#gathered;
  }

  async #gather(decoded: Decoded, dangling: number): Promise<void> {
    const { events, named, blocks, cursor, final, atHead } = decoded;
    const gathered = (this.#gathered ??= startGathering(cursor, new Spool(this.#chunks)));
    gathered.last = named;
    for (const digest of documentsOf(events)) gathered.documents.add(digest);
    // The block before those above finality is the anchor below which nothing is undone.
    gathered.blocks = [...gathered.blocks.slice(-1), ...blocks];
    gathered.cursor = cursor;
    gathered.final = final;
    gathered.events += events.length;
    gathered.undecoded += named.length - events.length;
    gathered.dangling += dangling;
    const late = performance.now() - gathered.since >= this.#limits.ms;
    const due = late || this.#behind.isDue(gathered.spool.size, this.#limits);
    if (due && !atHead) await this.#commit(gathered);
  }

  /** Puts what the span that was taken in last came to into the spool. */
  #spoolLast(): void {
    if (this.#gathered === undefined) return;
    const { spool, last, partitions } = this.#gathered;
    spoolFacts(this.#rows, spool);
    for (const partition of spoolLogs(spool, this.#store.chainId, last)) partitions.add(partition);
    this.#gathered.last = [];
  }

  /** Begins to commit what was gathered once the commit before has ended: what is dropped from memory here is in the database. */
  async #commit(gathered: Gathered): Promise<void> {
    await this.#behind.written();
    const after = this.#cursor;
    const changed = this.#take(gathered);
    const committed = this.#store.sql.begin(async (transaction) => {
      const [, , madePartition] = await allEnded([
        lockAt(transaction, after),
        // What a crash of the database forgets of a backfill is read again: cursor and rows are forgotten together.
        transaction`set local synchronous_commit = off`,
        makePartitions(transaction, this.#store.chainId, gathered.partitions),
      ]);
      if (madePartition) await holdVacuum(transaction);
      await this.#write(transaction, gathered, changed);
    });
    this.#behind.begin(this.#tell(gathered, after, committed));
  }

  /** Commits the span that reaches the head with all that a backfill left out. */
  async #goLive(): Promise<void> {
    const gathered = await this.#foldLast();
    if (gathered === undefined)
      throw new TypeError('the span that reaches the head is committed with what follows from it');
    const after = this.#cursor;
    const before = after?.number ?? -1;
    const changed = this.#take(gathered);
    const committed = this.#store.sql.begin(async (transaction) => {
      const { tables } = await lockAt(transaction, after);
      await keepOpen(
        transaction,
        allEnded([buildIndexes(this.#reader), makeTotals(transaction, before), this.#onReached()]),
      );
      // Not before: a partition that is being made keeps the indexes of the others waiting.
      await makePartitions(transaction, this.#store.chainId, gathered.partitions);
      await this.#write(transaction, gathered, changed);
      await addToTotals(transaction, before, gathered.cursor.number, 1);
      await goLive(transaction);
      return tables;
    });
    await this.#tell(gathered, after, committed);
    this.#store.kept.keep(this.#rows, await committed, gathered.cursor);
    this.#live = true;
  }

  /** What is to be written, which from here on counts as written. */
  #take(gathered: Gathered): Changed {
    this.#spoolLast();
    const changed = new Changed(this.#rows, gathered.spool);
    this.#rows.written();
    this.#rows.forget(this.#limits.rows);
    this.#gathered = undefined;
    this.#cursor = gathered.cursor;
    this.#finalized = Math.max(this.#finalized, Math.min(gathered.final, gathered.cursor.number));
    return changed;
  }

  async #write(transaction: Transaction, gathered: Gathered, changed: Changed): Promise<void> {
    const copies = new Copies(transaction);
    await changed.send(copies);
    await allEnded([
      copies.done(),
      expectDocuments(transaction, [...gathered.documents]),
      moveTo(transaction, gathered),
    ]);
  }

  async #tell(gathered: Gathered, after: Cursor | undefined, commit: Promise<unknown>): Promise<void> {
    const started = performance.now();
    await commit;
    const { cursor, events, undecoded, dangling } = gathered;
    const seconds = (performance.now() - started) / 1000;
    this.#onCommit({ cursor, events, undecoded, dangling }, after, seconds);
  }
}

const startGathering = (cursor: Cursor, spool: Spool): Gathered => ({
  since: performance.now(),
  spool,
  partitions: new Set(),
  documents: new Set(),
  last: [],
  blocks: [],
  cursor,
  final: 0,
  ...{ events: 0, undecoded: 0, dangling: 0 },
});
