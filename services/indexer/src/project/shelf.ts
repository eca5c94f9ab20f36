import { keys, type StateName } from './tables.ts';

/** A row of any table, for what treats all tables alike. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** What is known under a key. */
export interface Entry {
  row: AnyRow | undefined;
  /** Asked for, and not loaded yet. */
  awaited: boolean;
  /** Whether the database has a row of this key, whatever it holds. */
  stored: boolean;
  changed: boolean;
  /** The block whose undo row holds what was there before it. */
  undoneBy: number | undefined;
}

/** Entries by the parts of their keys, one map within another: a text of all parts would be put together and hashed at each look. */
type Level = Map<unknown, Level | Entry>;

/**
 * A level below another, or an entry below the last.
 * Guarantee: all keys of a table have the same parts, so that only what lies below the last of them is an entry.
 */
const asLevel = (below: Level | Entry | undefined) => below as Level | undefined;
const asEntry = (below: Level | Entry | undefined) => below as Entry | undefined;

/** The entries of one table that are in memory: those touched of late, and those touched before. */
export class Shelf {
  readonly #columns: readonly string[];
  #recent: Level = new Map();
  /** Never one that is yet to be written. */
  #older: Level = new Map();
  #recentSize = 0;
  #olderSize = 0;
  /** Rows of the database may be missing here. Where none is, a key that is not here is nowhere. */
  #incomplete: boolean;

  constructor(table: StateName, options: { incomplete: boolean }) {
    this.#columns = keys[table];
    this.#incomplete = options.incomplete;
  }

  get incomplete(): boolean {
    return this.#incomplete;
  }

  get size(): number {
    return this.#recentSize + this.#olderSize;
  }

  /** What is in memory under a key, of which being looked for keeps it there. */
  find(key: AnyRow): Entry | undefined {
    const entry = this.#lookUp(this.#recent, key);
    if (entry !== undefined || this.#olderSize === 0) return entry;
    const before = this.#lookUp(this.#older, key);
    if (before === undefined) return undefined;
    this.#levelOf(this.#older, key)?.delete(this.#last(key));
    this.#olderSize -= 1;
    this.#set(key, before);
    return before;
  }

  /** Puts an entry under a key that has none. */
  add(key: AnyRow, entry: Entry): Entry {
    this.#set(key, entry);
    return entry;
  }

  /** Drops what was not touched since the last time. */
  age(): void {
    if (this.#olderSize > 0) this.#incomplete = true;
    this.#older = this.#recent;
    this.#olderSize = this.#recentSize;
    this.#recent = new Map();
    this.#recentSize = 0;
  }

  #set(key: AnyRow, entry: Entry): void {
    let level = this.#recent;
    for (let part = 0; part < this.#columns.length - 1; part += 1) {
      const value = key[this.#columns[part] ?? ''];
      let below = asLevel(level.get(value));
      if (below === undefined) {
        below = new Map();
        level.set(value, below);
      }
      level = below;
    }
    level.set(this.#last(key), entry);
    this.#recentSize += 1;
  }

  #last(key: AnyRow): unknown {
    return key[this.#columns[this.#columns.length - 1] ?? ''];
  }

  #levelOf(top: Level, key: AnyRow): Level | undefined {
    let level: Level | undefined = top;
    for (let part = 0; level !== undefined && part < this.#columns.length - 1; part += 1) {
      level = asLevel(level.get(key[this.#columns[part] ?? '']));
    }
    return level;
  }

  #lookUp(top: Level, key: AnyRow): Entry | undefined {
    return asEntry(this.#levelOf(top, key)?.get(this.#last(key)));
  }
}
