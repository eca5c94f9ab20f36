import { type Capacity, dominantShare, type Holding } from './resources.ts';

/** A job that waits to be started. Times in seconds from now. */
export interface Waiting extends Holding {
  readonly jobId: string;
  readonly buyer: string;
  /** The longest that its run may take. */
  readonly maxSeconds: number;
  readonly waitedSeconds: number;
  /** Until when it has to start to end by its deadline; negative once that has passed. */
  readonly latestStartIn: number;
  /** It is not tried before: its last attempt failed. 0 or less where it may start now. */
  readonly notBeforeIn: number;
}

/** How jobs are put in order. */
export interface OrderPolicy {
  /** Machine seconds that a job's place is worth more for each second it has waited. */
  readonly ageing: number;
  /** A job that has to start within so many seconds goes first. */
  readonly urgentSeconds: number;
}

/**
 * Ageing of a half: being short puts a job before another one for at most twice the other one's own requested time on the whole machine.
 */
export const orderPolicy: OrderPolicy = { ageing: 0.5, urgentSeconds: 60 };

/** Machine seconds that a job asks for: its share of the machine for the longest that it may run. */
export function costOf(job: Pick<Waiting, 'needs' | 'maxSeconds'>, capacity: Capacity): number {
  return dominantShare(job.needs, capacity) * job.maxSeconds;
}

/**
 * The order in which waiting jobs are served, pure. Each job has a finish tag, as in weighted fair queueing (Demers, Keshav, Shenker 1989)
 * with dominant shares for several resources (Ghodsi et al. 2011):
 *
 *   tag = machine seconds served to the buyer + those of the buyer's jobs before it + its own − ageing × seconds waited
 *
 * The smallest tag goes first; jobs that must start soon go before all, by that time. Hence
 *
 * - fair between buyers: of two who have waited equally long, neither gets more than the largest job ahead of the other;
 * - fair between short and long: a buyer's shorter job goes first, and another's too, until the longer one has waited cost / ageing;
 * - nothing starves: once a job has waited tag / ageing, no job that comes later is put before it unless that one must start at once.
 *
 * @param served machine seconds that each buyer has had lately, with what it runs now counted in full
 */
export function orderWaiting<Job extends Waiting>(input: {
  waiting: readonly Job[];
  served: ReadonlyMap<string, number>;
  capacity: Capacity;
  policy: OrderPolicy;
}): Job[] {
  const { waiting, capacity, policy } = input;
  const isUrgent = (job: Job) => job.latestStartIn <= policy.urgentSeconds;
  const urgent = waiting.filter(isUrgent).toSorted((a, b) => a.latestStartIn - b.latestStartIn || byId(a, b));
  const served = new Map(input.served);
  // What goes first is paid for as well.
  for (const job of urgent) served.set(job.buyer, (served.get(job.buyer) ?? 0) + costOf(job, capacity));
  const tagged = [...Map.groupBy(waiting, ({ buyer }) => buyer)].flatMap(([buyer, jobs]) => {
    let before = served.get(buyer) ?? 0;
    return jobs
      .filter((job) => !isUrgent(job))
      .map((job) => ({ job, own: costOf(job, capacity) - policy.ageing * job.waitedSeconds }))
      .toSorted((a, b) => a.own - b.own || byId(a.job, b.job))
      .map(({ job, own }) => {
        const tag = before + own;
        before += costOf(job, capacity);
        return { job, tag };
      });
  });
  tagged.sort((a, b) => a.tag - b.tag || byId(a.job, b.job));
  return [...urgent, ...tagged.map(({ job }) => job)];
}

/** A last word, so that the same jobs are always put in the same order. */
function byId(a: Waiting, b: Waiting): number {
  return a.jobId < b.jobId ? -1 : 1;
}
