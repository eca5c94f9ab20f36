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
 * The rows that a batch of blocks reads and changes, in memory. `begin` names the block that changes belong to; the first change
 * of a state in a block that may still be reorganised away records what the row was.
 */
export class WorkingSet {
  readonly #states: ReadonlyMap<StateName, Map<string, Entry>> = new Map(
    stateNames.map((name) => [name, new Map<string, Entry>()]),
  );
  readonly #facts = new Map<FactName, AnyRow[]>();
  readonly #undo: UndoRow[] = [];
  #block = 0;
  #undoable = false;

  /** Changes from here on belong to this block. */
  begin(block: number, options: { undoable: boolean }): void {
    this.#block = block;
    this.#undoable = options.undoable;
  }

  /** Puts in a row as the database has it, or the knowledge that it has none. */
  load(table: StateName, key: string, row: AnyRow | undefined): void {
    const entries = this.#entries(table);
    if (entries.has(key)) return;
    entries.set(key, { row, stored: row !== undefined, changed: false, undoneBy: undefined });
  }

  /** A loaded row's key as `load` takes it. */
  keyOf(table: StateName, row: AnyRow): string {
    return keyTextOf(table, row);
  }

  has(table: StateName, key: string): boolean {
    return this.#entries(table).has(key);
  }

  get<Name extends StateName>(table: Name, key: Key<Name>): StateRow<Name> | undefined {
    const text = keyText(table, key);
    const entry = this.#entries(table).get(text);
    if (entry === undefined) throw new RowNotLoaded(`${table} ${text}`);
    return stateRow<Name>(entry.row);
  }

  /** What was loaded by now under a key; undefined also where nothing was. */
  loaded<Name extends StateName>(table: Name, key: Key<Name>): StateRow<Name> | undefined {
    return stateRow<Name>(this.#entries(table).get(keyText(table, key))?.row);
  }

  /** Writes a row of a key that was loaded, or that is new by the chain's own rules. */
  put<Name extends StateName>(table: Name, row: StateRow<Name>): void {
    const entries = this.#entries(table);
    const any: AnyRow = row;
    const key = keyTextOf(table, any);
    let entry = entries.get(key);
    if (entry === undefined) {
      entry = { row: undefined, stored: false, changed: false, undoneBy: undefined };
      entries.set(key, entry);
    }
    if (this.#undoable && entry.undoneBy !== this.#block) {
      this.#undo.push({ block_number: this.#block, table, key, row: any, before: entry.row });
      entry.undoneBy = this.#block;
    }
    entry.row = any;
    entry.changed = true;
  }

  /** Adds a fact of the current block. */
  append<Name extends FactName>(table: Name, row: FactRow<Name>): void {
    const rows = this.#facts.get(table);
    if (rows === undefined) this.#facts.set(table, [row]);
    else rows.push(row);
  }

  /** The rows of states that are new, and those that the database has otherwise. */
  *changes(): Generator<{ table: StateName; added: AnyRow[]; changed: AnyRow[] }> {
    for (const [table, entries] of this.#states) {
      const added: AnyRow[] = [];
      const changed: AnyRow[] = [];
      for (const entry of entries.values()) {
        if (entry.changed && entry.row !== undefined) (entry.stored ? changed : added).push(entry.row);
      }
      if (added.length + changed.length > 0) yield { table, added, changed };
    }
  }

  facts(): ReadonlyMap<FactName, readonly AnyRow[]> {
    return this.#facts;
  }

  /** How many rows there are to write, with those that undo them. */
  size(): number {
    let size = this.#undo.length;
    for (const rows of this.#facts.values()) size += rows.length;
    for (const { added, changed } of this.changes()) size += added.length + changed.length;
    return size;
  }

  undo(): readonly UndoRow[] {
    return this.#undo;
  }

  #entries(table: StateName): Map<string, Entry> {
    const entries = this.#states.get(table);
    if (entries === undefined) throw new TypeError(`no state ${table}`);
    return entries;
  }
}

/**
 * A row of a state as its own type.
 * Guarantee: a table's entries come from `put`, which takes that type, and from `load`, which maps the columns of the same table.
 */
function stateRow<Name extends StateName>(row: AnyRow | undefined): StateRow<Name> | undefined {
  return row as StateRow<Name> | undefined;
}
