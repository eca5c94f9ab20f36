import type { PlacedEvent } from '../decode/market-event.ts';
import { needsOf } from '../project/fold.ts';
import type { AnyStep } from '../project/projection.ts';
import type { WorkingSet } from '../project/working-set.ts';
import type { Sql, Transaction } from './connection.ts';
import { loadRows } from './load-rows.ts';

type Steps = ReadonlyMap<string, readonly AnyStep[]>;

export interface Reading {
  /** Resolves when what could be asked for at once is loaded. */
  readonly loaded: Promise<void>;
  /** Loads what follows from that. */
  readonly rest: () => Promise<void>;
}

/** Begins to load what events read and is not in memory yet, with all that can be asked for at once. */
export function readRows(
  sql: Sql | Transaction,
  rows: WorkingSet,
  { steps, events }: { steps: Steps; events: readonly PlacedEvent[] },
): Reading {
  const { first, then } = needsOf(steps, rows, events);
  // What the second round reads follows from the first; where that is in memory there is one round.
  const { size } = first.byTable();
  const loads = size > 0 ? first : then();
  return {
    loaded: loadRows(sql, rows, loads),
    rest: async () => (size > 0 ? loadRows(sql, rows, then()) : undefined),
  };
}
