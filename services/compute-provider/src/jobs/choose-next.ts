import { type OrderPolicy, orderWaiting, type Waiting } from './order-waiting.ts';
import { type Capacity, Free, type Holding, type Shortage } from './resources.ts';

/** A job that holds resources. */
export interface Running extends Holding {
  /** Seconds until it has to have ended; 0 or less where it is over its time. */
  readonly endsIn: number;
}

/** Why a job is not started now. */
export type WaitReason =
  | Shortage
  /** What it needs is free, and taking it would delay the job that is next. */
  | 'waiting_turn'
  /** Its last attempt failed; the next one comes after a pause. */
  | 'waiting_retry';

export interface Choice<Job> {
  /** To be started now, in this order. */
  readonly start: readonly Job[];
  /** The others in their order, each with what keeps it. */
  readonly wait: readonly { readonly job: Job; readonly reason: WaitReason }[];
}

/**
 * Decides which waiting jobs start now, pure. Jobs are taken in the order of {@link orderWaiting} as long as they fit. The first one that
 * does not fit has a start reserved: the earliest time at which running jobs have to have left enough. Others may fill what is free
 * now where that keeps the reserved start: they end before it, or need only what it leaves over (EASY backfilling, Lifka 1995).
 *
 * - Never more is given out than there is.
 * - A job whose needs are free waits only where starting it would delay the reserved start.
 *
 * @param input.served see {@link orderWaiting}
 */
export function chooseNext<Job extends Waiting>(input: {
  capacity: Capacity;
  running: readonly Running[];
  waiting: readonly Job[];
  served: ReadonlyMap<string, number>;
  policy: OrderPolicy;
}): Choice<Job> {
  const { capacity } = input;
  const free = new Free(capacity);
  const held: Running[] = [...input.running];
  for (const job of held) free.take(job);
  const start: Job[] = [];
  const passed: Job[] = [];
  let reserved: { readonly at: number; readonly left: Free } | undefined;
  for (const job of orderWaiting(input)) {
    const allowed =
      job.notBeforeIn <= 0 &&
      free.fits(job) &&
      (reserved === undefined || job.maxSeconds <= reserved.at || reserved.left.fits(job));
    if (allowed) {
      free.take(job);
      if (reserved === undefined) held.push({ ...job, endsIn: job.maxSeconds });
      else if (job.maxSeconds > reserved.at) reserved.left.take(job);
      start.push(job);
      continue;
    }
    passed.push(job);
    // A pause after a failure reserves nothing, nor does what the machine could never hold.
    if (reserved === undefined && job.notBeforeIn <= 0) reserved = reserve(job, capacity, held);
  }
  return {
    start,
    wait: passed.map((job) => ({
      job,
      reason: job.notBeforeIn > 0 ? 'waiting_retry' : (free.shortage(job) ?? 'waiting_turn'),
    })),
  };
}

/** When enough for a job has to be free, and what is left over beside it then. Undefined where it would not fit an empty machine. */
export function reserve(
  job: Holding,
  capacity: Capacity,
  held: readonly Running[],
): { at: number; left: Free } | undefined {
  const at = startAfter(job, capacity, held, 0);
  if (at === undefined) return undefined;
  const left = new Free(capacity);
  for (const each of held) if (endOf(each) > at) left.take(each);
  left.take(job);
  return { at, left };
}

/** One that is over its time ends any moment. */
const endOf = ({ endsIn }: Running): number => Math.max(1, endsIn);

/**
 * When each job starts, in seconds from now, if every run takes as long as it may and jobs start in the order given: an upper bound for
 * those that are there, since runs end earlier and later ones fill gaps only.
 */
export function estimateStarts(input: {
  capacity: Capacity;
  running: readonly Running[];
  ordered: readonly Pick<Waiting, 'environment' | 'needs' | 'maxSeconds' | 'notBeforeIn'>[];
}): (number | undefined)[] {
  const { capacity } = input;
  const held: Running[] = [...input.running];
  let from = 0;
  return input.ordered.map((job) => {
    const at = startAfter(job, capacity, held, Math.max(from, job.notBeforeIn));
    if (at === undefined) return undefined;
    from = at;
    held.push({ environment: job.environment, needs: job.needs, endsIn: at + job.maxSeconds });
    return at;
  });
}

/** The first time from `from` on at which a job fits; all of `held` have started by then. */
function startAfter(
  job: Holding,
  capacity: Capacity,
  held: readonly Running[],
  from: number,
): number | undefined {
  if (!new Free(capacity).fits(job)) return undefined;
  const free = new Free(capacity);
  const left = held.filter((each) => endOf(each) > from).toSorted((a, b) => endOf(a) - endOf(b));
  for (const each of left) free.take(each);
  let at = from;
  for (const each of left) {
    if (free.fits(job)) break;
    free.give(each);
    at = endOf(each);
  }
  return at;
}
