import type { Outcome } from '@atoll/schemas/job';
import type { EventOf } from '../decode/market-event.ts';
import { loadAfterRun } from './compute-price.ts';
import type { Projection, Step } from './projection.ts';

type Ended = EventOf<'jobs.JobSettled' | 'jobs.JobEnded'>;

/** Ends of runs that took place and are paid for; the others add nothing to the load (`Jobs._settle`, `Jobs.finalizeWithheld`). */
const metered: ReadonlySet<Outcome> = new Set<Outcome>(['released', 'withheld', 'algorithm_failed']);

const ending: Step<Ended> = {
  readsFirst: (event, read) => read('jobs', { job_id: event.jobId }),
  reads: (event, read, jobOf) => {
    const job = jobOf(event.jobId);
    if (job === undefined) return;
    read('environments', { provider: job.provider, environment: job.environment });
  },
  apply: (rows, event) => {
    const job = rows.get('jobs', { job_id: event.jobId });
    if (job === undefined) return false;
    // An end without a receipt counts what the provider reported, which the job keeps.
    const [outcome, seconds] =
      event.name === 'jobs.JobSettled'
        ? [event.receipt.outcome, event.receipt.computeSeconds]
        : [event.outcome, job.compute_seconds ?? 0];
    if (!metered.has(outcome) || seconds === 0) return true;
    const environment = rows.get('environments', { provider: job.provider, environment: job.environment });
    if (environment === undefined) return false;
    const load = loadAfterRun(environment, event.blockTimestamp, seconds);
    rows.put('environments', { ...environment, load, load_at: event.blockTimestamp });
    return true;
  },
};

/** How busy environments are. */
export const loadProjection: Projection = { 'jobs.JobSettled': ending, 'jobs.JobEnded': ending };
