import type { AnyRow } from './shelf.ts';
import type { StateName } from './tables.ts';

/** The keys of rows that a batch has to load, each once. */
export class Needs {
  readonly #byTable = new Map<StateName, AnyRow[]>();

  add(table: StateName, key: AnyRow): void {
    const needed = this.#byTable.get(table);
    if (needed === undefined) this.#byTable.set(table, [key]);
    else needed.push(key);
  }

  byTable(): ReadonlyMap<StateName, readonly AnyRow[]> {
    return this.#byTable;
  }
}
