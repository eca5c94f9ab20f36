import type { PlacedEvent } from '../decode/market-event.ts';
import { fold, needsOf } from '../project/fold.ts';
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

/**
 * Loads what events read and is not in memory yet, and applies them block by block; nothing is written.
 *
 * @param input.final the last final block
 * @param input.meanwhile work for the time in which the database looks for rows; done before the first event is applied
 * @returns how many events spoke of what was never announced
 */
export async function projectEvents(
  sql: Sql | Transaction,
  rows: WorkingSet,
  input: { steps: Steps; events: readonly PlacedEvent[]; final: number; meanwhile: () => void },
): Promise<number> {
  const { steps, events, final, meanwhile } = input;
  const reading = rows.incomplete ? readRows(sql, rows, { steps, events }) : undefined;
  // The driver sends in the turn after this one.
  await Promise.resolve();
  meanwhile();
  await reading?.loaded;
  await reading?.rest();
  return fold(steps, rows, events, final);
}
