import { type Key, keyText, keyValues, type Row, type TableName, tableNames } from './tables.ts';

interface Entry<Name extends TableName> {
  row: Row<Name> | undefined;
  changed: boolean;
  /** The block whose undo row holds what was there before it. */
  undoneBy: number | undefined;
}

/** What a row was before a block changed it first. */
export interface UndoRow {
  block_number: number;
  table_name: TableName;
  key: string;
  row_key: Record<string, unknown>;
  before: Record<string, unknown> | null;
}

type Tables = { [Name in TableName]: Map<string, Entry<Name>> };

/** A row was asked for that nobody said would be needed: a fault of the projection, not of the chain. */
class RowNotLoaded extends Error {}

/**
 * The rows that a batch of blocks reads and changes, in memory. `begin` names the block that changes belong to; the first change
 * of a row in a block that may still be reorganised away records what the row was.
 */
export class WorkingSet {
  readonly #tables: Tables = {
    assets: new Map(),
    asset_versions: new Map(),
    ownership_transfers: new Map(),
    approvals: new Map(),
    providers: new Map(),
    environments: new Map(),
    collateral: new Map(),
    jobs: new Map(),
    job_datasets: new Map(),
    payments: new Map(),
    balances: new Map(),
  };
  readonly #undo: UndoRow[] = [];
  #block = 0;
  #undoable = false;

  /** Changes from here on belong to this block. */
  begin(block: number, options: { undoable: boolean }): void {
    this.#block = block;
    this.#undoable = options.undoable;
  }

  /** Puts in a row as the database has it, or the knowledge that it has none. */
  load<Name extends TableName>(table: Name, key: Key<Name>, row: Row<Name> | undefined): void {
    const text = keyText(table, key);
    if (!this.#tables[table].has(text)) {
      this.#tables[table].set(text, { row, changed: false, undoneBy: undefined });
    }
  }

  has<Name extends TableName>(table: Name, key: Key<Name>): boolean {
    return this.#tables[table].has(keyText(table, key));
  }

  get<Name extends TableName>(table: Name, key: Key<Name>): Row<Name> | undefined {
    const entry = this.#tables[table].get(keyText(table, key));
    if (entry === undefined) throw new RowNotLoaded(`${table} ${keyText(table, key)}`);
    return entry.row;
  }

  /** Writes a row that is new by the chain's own rules, or replaces one that was loaded. */
  put<Name extends TableName>(table: Name, row: Row<Name> & Key<Name>): void {
    const text = keyText(table, row);
    const entry = this.#tables[table].get(text) ?? { row: undefined, changed: false, undoneBy: undefined };
    if (this.#undoable && entry.undoneBy !== this.#block) {
      this.#undo.push({
        block_number: this.#block,
        table_name: table,
        key: text,
        row_key: Object.fromEntries(keyValues(table, row)),
        before: entry.row === undefined ? null : { ...entry.row },
      });
      entry.undoneBy = this.#block;
    }
    this.#tables[table].set(text, { ...entry, row, changed: true });
  }

  /** The changed rows of each table, in the order of first mention. */
  *changes(): Generator<{ table: TableName; rows: Record<string, unknown>[] }> {
    for (const table of tableNames) {
      const rows: Record<string, unknown>[] = [];
      for (const entry of this.#tables[table].values()) {
        if (entry.changed && entry.row !== undefined) rows.push({ ...entry.row });
      }
      if (rows.length > 0) yield { table, rows };
    }
  }

  undo(): readonly UndoRow[] {
    return this.#undo;
  }
}
