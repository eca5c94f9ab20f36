import type { Bytes32 } from '@atoll/schemas/ids';
import type { EventName, EventOf, PlacedEvent } from '../decode/market-event.ts';
import type { Key, StateName, StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

/** Says that a state will be read or replaced. */
export type Read = <Name extends StateName>(table: Name, key: Key<Name>) => void;

/** What never changes of a job, by which other rows are found. */
export type JobTraits = Pick<StateRow<'jobs'>, 'token' | 'provider' | 'environment'>;

/** A row that `readsFirst` asked for, as the database has it; undefined where it has none, or where only the batch brings it. */
export type Loaded = <Name extends StateName>(table: Name, key: Key<Name>) => StateRow<Name> | undefined;

export interface Step<Event> {
  /**
   * The states that `apply` reads, or writes where they may be there already; asked of a whole batch before any of it is applied.
   * @param jobOf a job that is known, in the database or earlier in the batch; jobs themselves are read by `readsFirst`
   * @param loaded what `readsFirst` asked for
   */
  readonly reads?: (
    event: Event,
    read: Read,
    jobOf: (jobId: Bytes32) => JobTraits | undefined,
    loaded: Loaded,
  ) => void;
  /** States that have to be there before `reads` is asked: jobs, whose token tells the balance; shares, whose tokens do. */
  readonly readsFirst?: (event: Event, read: Read) => void;
  /** Applies the event. False where it speaks of what was never announced; it changes nothing then. */
  readonly apply: (rows: WorkingSet, event: Event) => boolean | undefined;
}

/** What a part of the market makes of its events. Events are applied in the order of the chain. */
export type Projection = { readonly [Name in EventName]?: Step<EventOf<Name>> };

export type AnyStep = Step<PlacedEvent>;

/** The place of an event, as facts carry it. */
export const placeOf = (event: { blockNumber: number; logIndex: number }) => ({
  block_number: event.blockNumber,
  log_index: event.logIndex,
});

/**
 * The steps of several projections by event.
 * Guarantee: a step is stored under the name of the very event type that it takes, and only asked for by that name.
 */
export function stepsOf(projections: readonly Projection[]): ReadonlyMap<string, readonly AnyStep[]> {
  const steps = new Map<string, AnyStep[]>();
  for (const projection of projections) {
    for (const [name, step] of Object.entries(projection)) {
      steps.set(name, [...(steps.get(name) ?? []), step as AnyStep]);
    }
  }
  return steps;
}
