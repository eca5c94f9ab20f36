import type { Clock } from '@atoll/server-kit/clock';

/** What is counted, and the seconds of the window it is counted in. */
export const measures = { requests: 60, export_rows: 86_400 } as const;
export type Measure = keyof typeof measures;

interface Counter {
  readonly caller: string;
  readonly measure: Measure;
  window: number;
  /** What this process counted in the window, and in the one before. */
  own: number;
  before: number;
  /** What the other processes counted in the window and in the one before, as far as they have told. */
  others: number;
  othersBefore: number;
  /** How much of `own` was told to the others. */
  told: number;
}

/** What a caller used of one window by one process, to be added up. */
export interface UsageDelta {
  readonly caller: string;
  readonly measure: Measure;
  /** Number of the window since 1970. */
  readonly window: number;
  readonly used: number;
}

export interface Standing {
  /** 0 where it is allowed, else seconds until it will be; `Infinity` where it is more than the limit and never will. */
  readonly retryAfterSeconds: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** Addresses (callers that are not shared) that are remembered at most, for each measure; who was silent the longest is forgotten first. */
export const mostAddresses = 100_000;

type Counters = Readonly<Record<Measure, Map<string, Counter>>>;
const noCounters = (): Counters => ({ requests: new Map(), export_rows: new Map() });

/**
 * Counts what callers use in sliding windows: all of this window and the part of the one before that still lies within the last minute (or
 * day), so that a burst across a border does not pass twice. A number and a division each time, nothing is stored per request.
 */
export class UsageMeter {
  /** Few, for each has a key: never forgotten. */
  readonly #shared = noCounters();
  /** As many as anybody has addresses: bounded. */
  readonly #passing = noCounters();
  readonly #clock: Pick<Clock, 'now'>;
  readonly #isShared: (caller: string) => boolean;

  /** @param isShared whether what a caller uses is told to other processes */
  constructor(clock: Pick<Clock, 'now'>, isShared: (caller: string) => boolean) {
    this.#clock = clock;
    this.#isShared = isShared;
  }

  /** Counts `amount` if that stays within the limit; counts nothing where it does not. */
  take(caller: string, measure: Measure, amount: number, limit: number): Standing {
    const length = measures[measure];
    const seconds = this.#clock.now().getTime() / 1000;
    const window = Math.floor(seconds / length);
    const counter = this.#counter(caller, measure, window);
    const passed = seconds / length - window;
    const earlier = (counter.before + counter.othersBefore) * (1 - passed);
    const used = counter.own + counter.others + earlier;
    const resetSeconds = Math.ceil((1 - passed) * length);
    // A millionth of a request is rounding.
    if (used + amount > limit + 1e-6) {
      return {
        retryAfterSeconds: waitOf(counter, { amount, limit, length, passed }),
        remaining: 0,
        resetSeconds,
      };
    }
    counter.own += amount;
    return { retryAfterSeconds: 0, remaining: Math.floor(limit - used - amount), resetSeconds };
  }

  /** What shared callers used since this was called last. */
  collect(): UsageDelta[] {
    const deltas: UsageDelta[] = [];
    for (const counters of Object.values(this.#shared)) {
      for (const counter of counters.values()) {
        if (counter.own === counter.told) continue;
        const { caller, measure, window } = counter;
        deltas.push({ caller, measure, window, used: counter.own - counter.told });
        counter.told = counter.own;
      }
    }
    return deltas;
  }

  /** Takes over what all processes together counted. */
  learn(total: UsageDelta): void {
    const counter = this.#shared[total.measure].get(total.caller);
    if (counter?.window === total.window) counter.others = Math.max(0, total.used - counter.told);
  }

  /** Counts as not told what could not be written. */
  giveBack(deltas: readonly UsageDelta[]): void {
    for (const { caller, measure, window, used } of deltas) {
      const counter = this.#shared[measure].get(caller);
      if (counter?.window === window) counter.told -= used;
    }
  }

  #counter(caller: string, measure: Measure, window: number): Counter {
    const counters = (this.#isShared(caller) ? this.#shared : this.#passing)[measure];
    const found = counters.get(caller);
    if (found?.window === window) return found;
    const counter = found ?? {
      caller,
      measure,
      window,
      own: 0,
      before: 0,
      others: 0,
      othersBefore: 0,
      told: 0,
    };
    if (found !== undefined) begin(found, window);
    // Deleted and set again once a window, so that the map's order is that of the last one in which each was heard of.
    counters.delete(caller);
    counters.set(caller, counter);
    const passing = this.#passing[measure];
    const eldest = passing.keys().next();
    if (passing.size > mostAddresses && eldest.done !== true) passing.delete(eldest.value);
    return counter;
  }
}

/** Goes on with a counter in a later window. */
function begin(counter: Counter, window: number): void {
  const isNext = counter.window === window - 1;
  counter.before = isNext ? counter.own : 0;
  counter.othersBefore = isNext ? counter.others : 0;
  counter.own = 0;
  counter.others = 0;
  counter.told = 0;
  counter.window = window;
}

/** Seconds until enough of what was used lies outside of the window. */
function waitOf(
  counter: Counter,
  input: { amount: number; limit: number; length: number; passed: number },
): number {
  const { amount, limit, length, passed } = input;
  if (amount > limit) return Infinity;
  const current = counter.own + counter.others;
  const before = counter.before + counter.othersBefore;
  const free = limit - amount - current;
  // Either what was used in the window before has to pass by, or the next window has to come and what was used in this one to pass by.
  const until = free >= 0 ? 1 - free / Math.max(before, 1) : 2 - (limit - amount) / current;
  return Math.max(1, Math.ceil((until - passed) * length));
}
