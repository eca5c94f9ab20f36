import type { Bytes32 } from '@atoll/schemas/ids';
import type { PlacedEvent } from '../decode/market-event.ts';
import { Needs } from './needs.ts';
import type { AnyStep, JobTraits, Loaded, Read } from './projection.ts';
import type { WorkingSet } from './working-set.ts';

type Steps = ReadonlyMap<string, readonly AnyStep[]>;

const none: readonly AnyStep[] = [];

/** Collects keys, those of which is known what the database has left out. */
function reader(needs: Needs, rows: WorkingSet): Read {
  return (table, key) => {
    if (rows.expect(table, key)) needs.add(table, key);
  };
}

/**
 * The rows that a batch reads, in two rounds: jobs first, since the balance that a payment changes is in its job's token.
 */
export function needsOf(
  steps: Steps,
  rows: WorkingSet,
  events: readonly PlacedEvent[],
): { first: Needs; then: () => Needs } {
  const first = new Needs();
  const readFirst = reader(first, rows);
  const ordered = new Map<Bytes32, JobTraits>();
  for (const event of events) {
    if (event.name === 'jobs.JobOrdered') {
      ordered.set(event.jobId, event.order);
      // A job's id is used once: what follows in the batch need not look for it.
      rows.expectNone('jobs', { job_id: event.jobId });
    }
    for (const step of steps.get(event.name) ?? none) step.readsFirst?.(event, readFirst);
  }
  const then = (): Needs => {
    const needs = new Needs();
    const read = reader(needs, rows);
    const loaded: Loaded = (table, key) => rows.loaded(table, key);
    const jobOf = (job_id: Bytes32) => ordered.get(job_id) ?? rows.loaded('jobs', { job_id });
    for (const event of events) {
      for (const step of steps.get(event.name) ?? none) step.reads?.(event, read, jobOf, loaded);
    }
    return needs;
  };
  return { first, then };
}

/**
 * Applies events in the order of the chain, block by block, so that each block above finality can be undone alone.
 * @param final the last final block
 * @returns how many events spoke of what was never announced
 */
export function fold(steps: Steps, rows: WorkingSet, events: readonly PlacedEvent[], final: number): number {
  let block: number | undefined;
  let dangling = 0;
  for (const event of events) {
    if (event.blockNumber !== block) {
      block = event.blockNumber;
      rows.begin(block, { undoable: block > final });
    }
    for (const step of steps.get(event.name) ?? none) {
      if (step.apply(rows, event) === false) dangling += 1;
    }
  }
  return dangling;
}
