import {
  type FactName,
  type FactRow,
  type Key,
  keyText,
  keyTextOf,
  type StateName,
  stateNames,
  type StateRow,
} from './tables.ts';

/** A row of any table, for what treats all tables alike. */
export type AnyRow = Readonly<Record<string, unknown>>;

interface Entry {
  row: AnyRow | undefined;
  /** Whether the database has a row of this key, whatever it holds. */
  stored: boolean;
  changed: boolean;
  /** The block whose undo row holds what was there before it. */
  undoneBy: number | undefined;
}

/** The rows of one table that are in memory. */
interface Shelf {
  /** Those touched since rows were last forgotten. */
  recent: Map<string, Entry>;
  /** Those touched before; never one that is yet to be written. */
  older: Map<string, Entry>;
  /** Rows of the database may be missing here. Where none is, a key that is not here is nowhere. */
  incomplete: boolean;
}

/** What of a table is to be written. */
export interface Changes {
  readonly table: StateName;
  readonly added: readonly AnyRow[];
  readonly changed: readonly AnyRow[];
}

/** What a row was before a block changed it first. */
export interface UndoRow {
  readonly block_number: number;
  readonly table: StateName;
  readonly key: string;
  readonly row: AnyRow;
  readonly before: AnyRow | undefined;
}

/** A row was asked for that nobody said would be read: a fault of the projection, not of the chain. */
class RowNotLoaded extends Error {}

/**
 * The rows of the database that events read and change, in memory: of one batch, or of many with what they changed written now and then
 * (`written`) and what was not touched of late dropped (`forget`). `begin` names the block that changes belong to; the first change of a
 * state in a block that may still be reorganised away records what the row was.
 */
export class WorkingSet {
  readonly #shelves: ReadonlyMap<StateName, Shelf>;
  readonly #changed = new Map<StateName, Entry[]>();
  #facts = new Map<FactName, AnyRow[]>();
  #undo: UndoRow[] = [];
  #block = 0;
  #undoable = false;

  /** @param options.empty whether the database has no row of any state */
  constructor(options: { empty: boolean } = { empty: false }) {
    const shelf = (): Shelf => ({ recent: new Map(), older: new Map(), incomplete: !options.empty });
    this.#shelves = new Map(stateNames.map((name) => [name, shelf()]));
  }

  /** Changes from here on belong to this block. */
  begin(block: number, options: { undoable: boolean }): void {
    this.#block = block;
    this.#undoable = options.undoable;
  }

  /** Puts in a row as the database has it, or the knowledge that it has none. */
  load(table: StateName, key: string, row: AnyRow | undefined): void {
    const shelf = this.#shelf(table);
    if (find(shelf, key) !== undefined) return;
    shelf.recent.set(key, { row, stored: row !== undefined, changed: false, undoneBy: undefined });
  }

  /** A loaded row's key as `load` takes it. */
  keyOf(table: StateName, row: AnyRow): string {
    return keyTextOf(table, row);
  }

  /** Whether it is known what the database has under a key. */
  has(table: StateName, key: string): boolean {
    const shelf = this.#shelf(table);
    return find(shelf, key) !== undefined || !shelf.incomplete;
  }

  /** Whether anything of the database is not here: where nothing is, nothing has to be loaded. */
  get incomplete(): boolean {
    return [...this.#shelves.values()].some(({ incomplete }) => incomplete);
  }

  get<Name extends StateName>(table: Name, key: Key<Name>): StateRow<Name> | undefined {
    const text = keyText(table, key);
    const shelf = this.#shelf(table);
    const entry = find(shelf, text);
    if (entry === undefined && shelf.incomplete) throw new RowNotLoaded(`${table} ${text}`);
    return stateRow<Name>(entry?.row);
  }

  /** What was loaded by now under a key; undefined also where nothing was. */
  loaded<Name extends StateName>(table: Name, key: Key<Name>): StateRow<Name> | undefined {
    return stateRow<Name>(find(this.#shelf(table), keyText(table, key))?.row);
  }

  /** Writes a row of a key that was loaded, or that is new by the chain's own rules. */
  put<Name extends StateName>(table: Name, row: StateRow<Name>): void {
    const shelf = this.#shelf(table);
    const any: AnyRow = row;
    const key = keyTextOf(table, any);
    let entry = find(shelf, key);
    if (entry === undefined) {
      entry = { row: undefined, stored: false, changed: false, undoneBy: undefined };
      shelf.recent.set(key, entry);
    }
    if (this.#undoable && entry.undoneBy !== this.#block) {
      this.#undo.push({ block_number: this.#block, table, key, row: any, before: entry.row });
      entry.undoneBy = this.#block;
    }
    entry.row = any;
    if (entry.changed) return;
    entry.changed = true;
    append(this.#changed, table, entry);
  }

  /** Adds a fact of the current block. */
  append<Name extends FactName>(table: Name, row: FactRow<Name>): void {
    append<FactName, AnyRow>(this.#facts, table, row);
  }

  /** The rows of states that are new, and those that the database has otherwise. */
  *changes(): Generator<Changes> {
    for (const [table, entries] of this.#changed) {
      const added: AnyRow[] = [];
      const changed: AnyRow[] = [];
      for (const { row, stored } of entries) if (row !== undefined) (stored ? changed : added).push(row);
      yield { table, added, changed };
    }
  }

  facts(): ReadonlyMap<FactName, readonly AnyRow[]> {
    return this.#facts;
  }

  /** How many rows there are to write, with those that undo them. */
  size(): number {
    let size = this.#undo.length;
    for (const rows of this.#facts.values()) size += rows.length;
    for (const entries of this.#changed.values()) size += entries.length;
    return size;
  }

  undo(): readonly UndoRow[] {
    return this.#undo;
  }

  /** The facts so far, which are forgotten here. */
  takeFacts(): ReadonlyMap<FactName, readonly AnyRow[]> {
    const facts = this.#facts;
    this.#facts = new Map();
    return facts;
  }

  /** Everything so far is in the database, or on its way before anything that is loaded from there. */
  written(): void {
    for (const entries of this.#changed.values()) {
      for (const entry of entries) {
        entry.stored = true;
        entry.changed = false;
      }
    }
    this.#changed.clear();
    this.#facts = new Map();
    this.#undo = [];
  }

  /**
   * Drops the rows that were not touched since the last time, where more than `most` were; called when everything is `written`. So at most
   * twice as many stay, those in use among them.
   */
  forget(most: number): void {
    let recent = 0;
    for (const shelf of this.#shelves.values()) recent += shelf.recent.size;
    if (recent <= most) return;
    for (const shelf of this.#shelves.values()) {
      if (shelf.older.size > 0) shelf.incomplete = true;
      shelf.older = shelf.recent;
      shelf.recent = new Map();
    }
  }

  #shelf(table: StateName): Shelf {
    const shelf = this.#shelves.get(table);
    if (shelf === undefined) throw new TypeError(`no state ${table}`);
    return shelf;
  }
}

/** A row that is in memory; being looked for keeps it there. */
function find({ recent, older }: Shelf, key: string): Entry | undefined {
  const entry = recent.get(key);
  if (entry !== undefined || older.size === 0) return entry;
  const before = older.get(key);
  if (before === undefined) return undefined;
  older.delete(key);
  recent.set(key, before);
  return before;
}

function append<Name, Value>(lists: Map<Name, Value[]>, name: Name, value: Value): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}

/**
 * A row of a state as its own type.
 * Guarantee: a table's entries come from `put`, which takes that type, and from `load`, which maps the columns of the same table.
 */
function stateRow<Name extends StateName>(row: AnyRow | undefined): StateRow<Name> | undefined {
  return row as StateRow<Name> | undefined;
}
