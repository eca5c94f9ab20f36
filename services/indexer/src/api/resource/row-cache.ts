import type { SnapshotGate } from './snapshot-gate.ts';

/** A row that says which snapshot it was read in; null where the database could not tell. */
export interface Stamped {
  readonly stamp: string | null;
}

/** Knows which rows outlive a commit. */
export interface Carrier<Row> {
  /** Told with every row that is read from now on. */
  readonly generation: () => number;
  /** Learns what happened up to a snapshot. */
  readonly reach: (stamp: string) => Promise<void>;
  /** The row as it is now; undefined where it may be another one. */
  readonly carry: (row: Row, generation: number) => Row | undefined;
  /** Whether asking for what happened may be worth it. */
  readonly mayCarry: (row: Row, generation: number) => boolean;
}

interface Kept<Row> {
  readonly row: Promise<Row | undefined>;
  /** When it began to be read, among all that was asked. */
  readonly began: number;
  readonly generation: number;
  /** Known once the row is there; carried along with the snapshots that it outlives. */
  read: Row | undefined;
  bytes: number;
  /** Whether it was asked for again. */
  proven: boolean;
}

/** Of the room, what is for those that were asked for again, so that many others do not drive them out. */
const provenShare = 0.8;
/** Once the room is full a key is kept when it was asked for before: of so many of the last ones that is known. */
const mostAsked = 20_000;

/**
 * Answers of a database that are given again for as long as nothing was written that they depend on. Before each one it is asked how the
 * database stands, once for all who ask within a moment: an eighth of the work of a listing. While the snapshot is the same, every answer
 * holds: nothing has to be told of a commit, a reorg, a document or a rebuild, by this process or another one. Of another snapshot a
 * `Carrier` may know that it left an answer as it was. No answer is older than its question.
 */
export class RowCache<Row extends Stamped> {
  readonly #gate: SnapshotGate;
  readonly #most: number;
  readonly #sizeOf: (row: Row) => number;
  /** In each the one that was used longest ago comes first. */
  readonly #tried = new Map<string, Kept<Row>>();
  readonly #proven = new Map<string, Kept<Row>>();
  /** Those that found no room. */
  readonly #asked = new Set<string>();
  #bytes = 0;
  #provenBytes = 0;
  #order = 0;

  /** @param most bytes of all rows, by `sizeOf` */
  constructor(gate: SnapshotGate, sizeOf: (row: Row) => number, most: number) {
    this.#gate = gate;
    this.#sizeOf = sizeOf;
    this.#most = most;
  }

  /** The row of a key as it is now: kept from before, or read. */
  async get(
    key: string,
    read: () => Promise<Row | undefined>,
    carrier?: Carrier<Row>,
  ): Promise<Row | undefined> {
    const asked = ++this.#order;
    const kept = this.#find(key);
    if (kept !== undefined && this.#mayHold(kept, carrier)) {
      // One that is under way began before this was asked: it holds if nothing was written since.
      const [stamp, row] = await Promise.all([this.#gate.now(), kept.row.catch(() => undefined)]);
      const held =
        stamp === null || row === undefined ? undefined : await this.#held(kept, row, stamp, carrier);
      if (held !== undefined) {
        this.#prove(key, kept);
        return held;
      }
      const newer = this.#find(key);
      if (newer !== undefined && newer.began > asked) return newer.row;
    }
    return this.#read(key, read, carrier?.generation() ?? 0);
  }

  #mayHold({ read, generation }: Kept<Row>, carrier: Carrier<Row> | undefined): boolean {
    if (read === undefined || this.#gate.mayHold(read.stamp)) return true;
    return carrier?.mayCarry(read, generation) ?? false;
  }

  /** What is kept as it is in a snapshot that was taken since it was asked for, or in a later one. */
  async #held(
    kept: Kept<Row>,
    row: Row,
    stamp: string,
    carrier: Carrier<Row> | undefined,
  ): Promise<Row | undefined> {
    const read = kept.read ?? row;
    if (read.stamp === stamp) return read;
    if (carrier === undefined || read.stamp === null) return undefined;
    try {
      await carrier.reach(stamp);
    } catch {
      // A transition: what cannot be told has to be read, and a database that is gone is told of there.
      return undefined;
    }
    // Another one who asked may have carried it meanwhile.
    const carried = carrier.carry(kept.read ?? row, kept.generation);
    if (carried !== undefined) kept.read = carried;
    return carried;
  }

  #read(key: string, read: () => Promise<Row | undefined>, generation: number): Promise<Row | undefined> {
    const row = read();
    const before = this.#find(key);
    if (before !== undefined) this.#forget(key, before);
    const kept: Kept<Row> = {
      row,
      began: ++this.#order,
      generation,
      read: undefined,
      bytes: 0,
      proven: before?.proven ?? false,
    };
    (kept.proven ? this.#proven : this.#tried).set(key, kept);
    row.then(
      (found) => this.#settle(key, kept, found),
      () => this.#forget(key, kept),
    );
    return row;
  }

  #find(key: string): Kept<Row> | undefined {
    return this.#proven.get(key) ?? this.#tried.get(key);
  }

  #settle(key: string, kept: Kept<Row>, row: Row | undefined): void {
    this.#gate.heard(row?.stamp ?? null);
    if (this.#find(key) !== kept) return;
    if (row === undefined || row.stamp === null) return this.#forget(key, kept);
    const bytes = key.length + this.#sizeOf(row);
    if (!kept.proven && this.#bytes + bytes > this.#most && !this.#askedBefore(key))
      return this.#forget(key, kept);
    kept.read = row;
    kept.bytes = bytes;
    this.#bytes += kept.bytes;
    if (kept.proven) this.#provenBytes += kept.bytes;
    this.#makeRoom();
  }

  /** Whether a key found no room not long ago. If not, it is noted. */
  #askedBefore(key: string): boolean {
    if (this.#asked.delete(key)) return true;
    this.#asked.add(key);
    if (this.#asked.size > mostAsked) {
      const [oldest = ''] = this.#asked;
      this.#asked.delete(oldest);
    }
    return false;
  }

  /** One that was used comes last among those that are worth keeping. */
  #prove(key: string, kept: Kept<Row>): void {
    if (this.#find(key) !== kept) return;
    (kept.proven ? this.#proven : this.#tried).delete(key);
    if (!kept.proven) this.#provenBytes += kept.bytes;
    kept.proven = true;
    this.#proven.set(key, kept);
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const [key, kept] of this.#proven) {
      if (this.#provenBytes <= this.#most * provenShare) break;
      this.#proven.delete(key);
      this.#provenBytes -= kept.bytes;
      kept.proven = false;
      this.#tried.set(key, kept);
    }
    for (const [key, kept] of this.#tried) {
      if (this.#bytes <= this.#most) return;
      this.#forget(key, kept);
    }
  }

  #forget(key: string, kept: Kept<Row>): void {
    if (this.#find(key) !== kept) return;
    (kept.proven ? this.#proven : this.#tried).delete(key);
    this.#bytes -= kept.bytes;
    if (kept.proven) this.#provenBytes -= kept.bytes;
  }
}
