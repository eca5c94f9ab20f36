import { type AnyRow, type Entry, Shelf } from './shelf.ts';
import {
  type FactName,
  type FactRow,
  type Key,
  keyTextOf,
  type StateName,
  stateNames,
  type StateRow,
} from './tables.ts';

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
  #dropped = 0;

  /** @param options.empty whether the database has no row of any state */
  constructor(options: { empty: boolean } = { empty: false }) {
    this.#shelves = new Map(
      stateNames.map((name) => [name, new Shelf(name, { incomplete: !options.empty })]),
    );
  }

  /** Changes from here on belong to this block. */
  begin(block: number, options: { undoable: boolean }): void {
    this.#block = block;
    this.#undoable = options.undoable;
  }

  /** Says that a row will be read. True where it has to be loaded first, which is said once. */
  expect(table: StateName, key: AnyRow): boolean {
    const shelf = this.#shelf(table);
    if (!shelf.incomplete || shelf.find(key) !== undefined) return false;
    shelf.add(key, entryOf(undefined, { awaited: true }));
    return true;
  }

  /** Says that the database has no row under a key. */
  expectNone(table: StateName, key: AnyRow): void {
    const shelf = this.#shelf(table);
    if (shelf.incomplete && shelf.find(key) === undefined) shelf.add(key, entryOf(undefined));
  }

  /** Puts in what the database has under a key, unless it is here already. */
  load(table: StateName, key: AnyRow, row: AnyRow | undefined): void {
    const shelf = this.#shelf(table);
    const entry = shelf.find(key) ?? shelf.add(key, entryOf(undefined, { awaited: true }));
    if (!entry.awaited) return;
    entry.awaited = false;
    entry.row = row;
    entry.stored = row !== undefined;
  }

  /** Whether anything of the database is not here: where nothing is, nothing has to be loaded. */
  get incomplete(): boolean {
    return [...this.#shelves.values()].some(({ incomplete }) => incomplete);
  }

  /** How often rows were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  get<Name extends StateName>(table: Name, key: Key<Name>): StateRow<Name> | undefined {
    const shelf = this.#shelf(table);
    return stateRow<Name>(known(table, shelf, key, shelf.find(key))?.row);
  }

  /** What was loaded by now under a key; undefined also where nothing was. */
  loaded<Name extends StateName>(table: Name, key: Key<Name>): StateRow<Name> | undefined {
    return stateRow<Name>(this.#shelf(table).find(key)?.row);
  }

  /** Writes a row of a key that was loaded, or that is new by the chain's own rules. */
  put<Name extends StateName>(table: Name, row: StateRow<Name>): void {
    const shelf = this.#shelf(table);
    this.#write(table, shelf.find(row) ?? shelf.add(row, entryOf(undefined)), row);
  }

  /** Writes what becomes of the row under a key that was loaded. */
  change<Name extends StateName>(
    table: Name,
    key: Key<Name>,
    change: (before: StateRow<Name> | undefined) => StateRow<Name>,
  ): void {
    const shelf = this.#shelf(table);
    const entry = known(table, shelf, key, shelf.find(key)) ?? shelf.add(key, entryOf(undefined));
    this.#write(table, entry, change(stateRow<Name>(entry.row)));
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
   * Where more than `most` rows are in memory, drops those that were not touched since the last time: so runs that are over give way, and
   * accounts stay. Called when everything is `written`; what is on its way stays until the next time.
   */
  forget(most: number): void {
    let size = 0;
    for (const shelf of this.#shelves.values()) size += shelf.size;
    if (size <= most) return;
    this.#dropped += 1;
    for (const shelf of this.#shelves.values()) shelf.age();
  }

  #write(table: StateName, entry: Entry, row: AnyRow): void {
    if (this.#undoable && entry.undoneBy !== this.#block) {
      this.#undo.push({
        block_number: this.#block,
        table,
        key: keyTextOf(table, row),
        row,
        before: entry.row,
      });
      entry.undoneBy = this.#block;
    }
    entry.row = row;
    entry.awaited = false;
    if (entry.changed) return;
    entry.changed = true;
    append(this.#changed, table, entry);
  }

  #shelf(table: StateName): Shelf {
    const shelf = this.#shelves.get(table);
    if (shelf === undefined) throw new TypeError(`no state ${table}`);
    return shelf;
  }
}

const entryOf = (row: AnyRow | undefined, { awaited }: { awaited: boolean } = { awaited: false }): Entry => ({
  row,
  awaited,
  stored: false,
  changed: false,
  undoneBy: undefined,
});

/** What is known under a key, which has to be something. @throws RowNotLoaded */
function known(table: StateName, shelf: Shelf, key: AnyRow, entry: Entry | undefined): Entry | undefined {
  if (entry === undefined ? shelf.incomplete : entry.awaited) {
    throw new RowNotLoaded(`${table} ${keyTextOf(table, key)}`);
  }
  return entry;
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
