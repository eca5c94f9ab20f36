import { type StateName } from './tables.ts';
import { type AnyRow } from './working-set.ts';

/** The keys that a batch will read, each once. */
export class Needs {
  readonly #byTable = new Map<StateName, Map<string, AnyRow>>();

  add(table: StateName, key: AnyRow, text: string): void {
    const needed = this.#byTable.get(table);
    if (needed === undefined) this.#byTable.set(table, new Map([[text, key]]));
    else needed.set(text, key);
  }

  byTable(): ReadonlyMap<StateName, ReadonlyMap<string, AnyRow>> {
    return this.#byTable;
  }
}
