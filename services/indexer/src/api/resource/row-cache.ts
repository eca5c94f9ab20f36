import { type SnapshotGate } from './snapshot-gate.ts';

/** A row that says which snapshot it was read in; null where the database could not tell. */
export interface Stamped {
  readonly stamp: string | null;
}

interface Kept<Row> {
  readonly row: Promise<Row | undefined>;
  /** When it began to be read, among all that was asked. */
  readonly began: number;
  /** Known once the row is there. */
  read: Row | undefined;
  characters: number;
}

/** Characters of all rows that a process keeps for a chain. */
const mostCharacters = 32 << 20;

/**
 * Answers of a database that are given again for as long as nothing at all was written to it. Before each one it is asked how it stands, once for
 * all who ask within a moment: an eighth of the work of a listing. Nothing has to be told of a commit, a reorg, a document or a rebuild,
 * by this process or another one, and no answer is older than its question.
 */
export class RowCache<Row extends Stamped> {
  readonly #gate: SnapshotGate;
  readonly #most: number;
  readonly #sizeOf: (row: Row) => number;
  /** The one that was used longest ago comes first. */
  readonly #kept = new Map<string, Kept<Row>>();
  #characters = 0;
  #order = 0;

  constructor(gate: SnapshotGate, sizeOf: (row: Row) => number, most = mostCharacters) {
    this.#gate = gate;
    this.#sizeOf = sizeOf;
    this.#most = most;
  }

  /** The row of a key as it is now: kept from before, or read. */
  async get(key: string, read: () => Promise<Row | undefined>): Promise<Row | undefined> {
    const asked = ++this.#order;
    const kept = this.#kept.get(key);
    if (kept !== undefined && (kept.read === undefined || this.#gate.mayHold(kept.read.stamp))) {
      // One that is under way began before this was asked: it holds if nothing was written since.
      const [stamp, row] = await Promise.all([this.#gate.now(), kept.row.catch(() => undefined)]);
      if (stamp !== null && row?.stamp === stamp) {
        this.#use(key, kept);
        return row;
      }
      const newer = this.#kept.get(key);
      if (newer !== undefined && newer.began > asked) return newer.row;
    }
    return this.#read(key, read);
  }

  #read(key: string, read: () => Promise<Row | undefined>): Promise<Row | undefined> {
    const row = read();
    const kept: Kept<Row> = { row, began: ++this.#order, read: undefined, characters: 0 };
    this.#use(key, kept);
    row.then(
      (found) => this.#settle(key, kept, found),
      () => this.#forget(key, kept),
    );
    return row;
  }

  #settle(key: string, kept: Kept<Row>, row: Row | undefined): void {
    this.#gate.heard(row?.stamp ?? null);
    if (this.#kept.get(key) !== kept) return;
    if (row === undefined || row.stamp === null) return this.#forget(key, kept);
    kept.read = row;
    kept.characters = key.length + this.#sizeOf(row);
    this.#characters += kept.characters;
    for (const [oldest, each] of this.#kept) {
      if (this.#characters <= this.#most) return;
      this.#forget(oldest, each);
    }
  }

  #use(key: string, kept: Kept<Row>): void {
    const before = this.#kept.get(key);
    if (before !== undefined) this.#forget(key, before);
    this.#kept.set(key, kept);
    this.#characters += kept.characters;
  }

  #forget(key: string, kept: Kept<Row>): void {
    if (this.#kept.get(key) !== kept) return;
    this.#kept.delete(key);
    this.#characters -= kept.characters;
  }
}
