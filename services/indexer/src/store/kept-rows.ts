import { WorkingSet } from '../project/working-set.ts';
import type { Cursor } from './cursor.ts';

/** Rows that stay: about what blocks of an hour touch. */
const mostRows = 5000;

/** Rows in memory, as they are in certain tables. */
export interface KeptSet {
  readonly rows: WorkingSet;
  /** Of which tables (`LockedMirror.tables`); undefined where nothing was loaded yet. */
  readonly tables: string | undefined;
}

const nothing = (): KeptSet => ({ rows: new WorkingSet(), tables: undefined });

/**
 * Rows of states that stay in memory from one block at the head to the next, as they were when a block was the last one committed: most
 * of what a block reads an earlier one has touched. Whatever else becomes of the mirror, a reorg or a commit that failed, nothing stays.
 */
export class KeptRows {
  #kept: KeptSet = nothing();
  #at: Cursor | undefined;

  /** The rows as they are after a block. They belong to the caller until it gives them back: a commit that fails has changed them. */
  take(after: Cursor | undefined): KeptSet {
    const is = this.#at !== undefined && this.#at.number === after?.number && this.#at.hash === after.hash;
    const kept = is ? this.#kept : nothing();
    this.#kept = nothing();
    this.#at = undefined;
    return kept;
  }

  /** Keeps rows that are all committed with a block, those of late. */
  keep(rows: WorkingSet, tables: string, at: Cursor): void {
    rows.written();
    rows.forget(mostRows);
    this.#kept = { rows, tables };
    this.#at = at;
  }
}
