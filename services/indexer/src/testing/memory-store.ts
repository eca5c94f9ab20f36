import type { PlacedEvent } from '../decode/market-event.ts';
import type { AnyStep } from '../project/projection.ts';
import type { AnyRow } from '../project/shelf.ts';
import {
  type FactName,
  type FactRow,
  type Key,
  keyTextOf,
  type StateName,
  stateNames,
  type StateRow,
} from '../project/tables.ts';
import { WorkingSet } from '../project/working-set.ts';

/** Rows by table, as the projections left them. */
export interface Tables {
  state<Name extends StateName>(table: Name): Promise<StateRow<Name>[]>;
  fact<Name extends FactName>(table: Name): Promise<FactRow<Name>[]>;
}

/**
 * What the database would hold, in memory. A batch gets to see only rows that its steps asked for, so a step that reads or replaces
 * another one fails.
 */
export class MemoryStore implements Tables {
  readonly #states = new Map(stateNames.map((name) => [name, new Map<string, AnyRow>()]));
  readonly #facts = new Map<FactName, AnyRow[]>();
  readonly #steps: ReadonlyMap<string, readonly AnyStep[]>;
  /** Events that spoke of what was never announced. */
  dangling = 0;

  constructor(steps: ReadonlyMap<string, readonly AnyStep[]>) {
    this.#steps = steps;
  }

  /** Folds the events of a batch and keeps what they changed. */
  fold(events: readonly PlacedEvent[]): void {
    const rows = new WorkingSet();
    const read = <Name extends StateName>(table: Name, key: Key<Name>): void => {
      rows.load(table, key, this.#table(table).get(keyTextOf(table, key)));
    };
    const ordered = new Map(
      events.flatMap((event) =>
        event.name === 'jobs.JobOrdered' ? [[event.jobId, event.order] as const] : [],
      ),
    );
    for (const [event, step] of this.#stepsOf(events)) step.readsFirst?.(event, read);
    for (const [event, step] of this.#stepsOf(events)) {
      step.reads?.(
        event,
        read,
        (jobId) => ordered.get(jobId) ?? rows.loaded('jobs', { job_id: jobId }),
        (table, key) => rows.loaded(table, key),
      );
    }
    for (const [event, step] of this.#stepsOf(events)) {
      rows.begin(event.blockNumber, { undoable: false });
      if (step.apply(rows, event) === false) this.dangling += 1;
    }
    this.#save(rows);
  }

  state<Name extends StateName>(table: Name): Promise<StateRow<Name>[]> {
    return Promise.resolve(rowsOf<StateRow<Name>>([...this.#table(table).values()]));
  }

  fact<Name extends FactName>(table: Name): Promise<FactRow<Name>[]> {
    return Promise.resolve(rowsOf<FactRow<Name>>(this.#facts.get(table) ?? []));
  }

  *#stepsOf(events: readonly PlacedEvent[]): Generator<[PlacedEvent, AnyStep]> {
    for (const event of events) {
      for (const step of this.#steps.get(event.name) ?? []) yield [event, step];
    }
  }

  #save(rows: WorkingSet): void {
    for (const [table, facts] of rows.facts()) {
      this.#facts.set(table, [...(this.#facts.get(table) ?? []), ...facts]);
    }
    for (const { table, added, changed } of rows.changes()) {
      const stored = this.#table(table);
      for (const row of added) {
        const key = keyTextOf(table, row);
        if (stored.has(key)) throw new Error(`${table} ${key} was written without being read`);
        stored.set(key, row);
      }
      for (const row of changed) stored.set(keyTextOf(table, row), row);
    }
  }

  #table(name: StateName): Map<string, AnyRow> {
    const table = this.#states.get(name);
    if (table === undefined) throw new TypeError(`no state ${name}`);
    return table;
  }
}

/**
 * Rows of a table as its own type.
 * Guarantee: they were put there by projections, which take that type.
 */
const rowsOf = <Row>(rows: readonly AnyRow[]): Row[] => rows as unknown as Row[];
