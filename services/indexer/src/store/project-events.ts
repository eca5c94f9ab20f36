import type { PlacedEvent } from '../decode/market-event.ts';
import { fold, needsOf } from '../project/fold.ts';
import type { AnyStep } from '../project/projection.ts';
import type { WorkingSet } from '../project/working-set.ts';
import type { Sql, Transaction } from './connection.ts';
import { loadRows } from './load-rows.ts';

/**
 * Loads what events read and is not in memory yet, and applies them block by block; nothing is written.
 *
 * @param final the last final block
 * @returns how many events spoke of what was never announced
 */
export async function projectEvents(
  sql: Sql | Transaction,
  rows: WorkingSet,
  input: { steps: ReadonlyMap<string, readonly AnyStep[]>; events: readonly PlacedEvent[]; final: number },
): Promise<number> {
  const { steps, events, final } = input;
  if (rows.incomplete) {
    const { first, then } = needsOf(steps, rows, events);
    await loadRows(sql, rows, first);
    await loadRows(sql, rows, then());
  }
  return fold(steps, rows, events, final);
}
