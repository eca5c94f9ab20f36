/**
 * When a call is caught: before anything of it was forwarded, once all of it was, or once the whole reply is there and nothing of it
 * was delivered.
 */
export const moments = ['before', 'sent', 'answered'] as const;
export type Moment = (typeof moments)[number];

/** One place at which a process can be killed. */
export interface Point {
  readonly call: string;
  readonly moment: Moment;
}

export const pointName = ({ call, moment }: Point): string => `${call} · ${moment}`;

/** What is asked of each call that goes through a proxy of the tests. */
export interface CallWatch {
  /** Counts calls that begin now; a batch is several. */
  begin(calls: readonly string[]): void;
  /**
   * Whether the call is caught here. A caught one goes no further: whoever made it is killed, and its connection ends with it.
   * Asked once for each moment, in the order of the moments.
   */
  catches(calls: readonly string[], moment: Moment): boolean;
  /** Whether it could be caught at its reply, which then has to be held until it is whole. */
  mayCatchAnswer(calls: readonly string[]): boolean;
}

/** Counts calls by name, and catches those that a test has asked for. */
export interface Calls extends CallWatch {
  /** How often each kind of call was made. */
  readonly counts: ReadonlyMap<string, number>;
  /** From now on `decide` says of each call whether it is caught. One that was caught is told to nobody twice. */
  arm(decide: (point: Point) => boolean): void;
  disarm(): void;
}

export function openCalls(): Calls {
  const counts = new Map<string, number>();
  let decide: ((point: Point) => boolean) | undefined;
  return {
    counts,
    begin: (calls) => {
      for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
    },
    catches: (calls, moment) => calls.some((call) => decide?.({ call, moment }) === true),
    mayCatchAnswer: () => decide !== undefined,
    arm: (next) => {
      decide = next;
    },
    disarm: () => {
      decide = undefined;
    },
  };
}
