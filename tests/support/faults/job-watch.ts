import { readJobState } from '@atoll/chain/read-job-state';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { endStates, JobState } from '@atoll/schemas/job';
import { HeldJob } from '@atoll/schemas/desk';
import { request } from '@atoll/sdk/request';
import { providerOf } from '@atoll/sdk/services';
import { reviewOutput } from '@atoll/sdk/review-output';
import postgres from 'postgres';
import { z } from 'zod';
import { contextOf } from '../flow/context.ts';
import { waitFor } from '../wait.ts';
import type { FaultJob, FaultMarket } from './fault-market.ts';

/** A job took longer to end than any job may, however often its provider was killed. */
export class JobsStuck extends Error {
  constructor(jobs: readonly string[], output: readonly string[]) {
    super(
      `jobs that do not end: ${jobs.join(', ')}; the provider said last:\n${output.slice(-30).join('\n')}`,
    );
    this.name = 'JobsStuck';
  }
}

const hasEnded = (state: JobState | undefined): boolean => endStates.some((end) => end === state);

/** A look past the provider into its database, for what cannot be asked of a process that is dead half of the time. */
export interface JobWatch {
  /** Does what owners of data do, and lets the time of reviews pass, until every job has ended. */
  untilEnded(jobs: readonly FaultJob[], options?: { deadlineMs?: number }): Promise<void>;
  state(jobId: Bytes32): Promise<JobState | undefined>;
  close(): Promise<void>;
}

export function openJobWatch(market: FaultMarket): JobWatch {
  const { stack } = market;
  // Its own way to the database, not the provider's; a crash of the database ends the connection and not the watch.
  const sql = postgres(stack.postgres.url('compute_provider'), { max: 2, onnotice: () => undefined });
  const states = async (jobs: readonly FaultJob[]) => {
    const rows = await sql<{ jobId: string; state: string; decided: boolean }[]>`
      select job_id as "jobId", state, decision is not null as decided from compute_provider.jobs
      where job_id = any(${jobs.map(({ jobId }) => jobId)})`;
    return new Map(
      rows.map(({ jobId, state, decided }) => [jobId, { state: JobState.parse(state), decided }] as const),
    );
  };
  const act = async (jobs: readonly FaultJob[]): Promise<boolean> => {
    const now = await states(jobs);
    const open = jobs.filter(({ jobId }) => !hasEnded(now.get(jobId)?.state));
    for (const job of open) {
      const found = now.get(job.jobId);
      if (found?.state === 'output_review' && !found.decided) await decide(market, job);
    }
    if (open.length > 0 && open.every(({ kind }) => kind === 'silent')) await letReviewsPass(market, open);
    return open.length === 0;
  };
  return {
    untilEnded: async (jobs, { deadlineMs = 120_000 } = {}) => {
      try {
        await waitFor('the end of every job', () => act(jobs).catch(orLater), { deadlineMs, everyMs: 50 });
      } catch {
        const now = await states(jobs);
        const open = jobs.filter(({ jobId }) => !hasEnded(now.get(jobId)?.state));
        throw new JobsStuck(
          open.map(({ kind, jobId }) => `${kind} ${jobId} ${now.get(jobId)?.state ?? 'unknown'}`),
          stack.services['compute-provider'].output(),
        );
      }
    },
    state: async (jobId) => {
      const [row] = await sql<{ state: string }[]>`
        select state from compute_provider.jobs where job_id = ${jobId}`;
      return row === undefined ? undefined : JobState.parse(row.state);
    },
    close: () => sql.end(),
  };
}

/** The database, or the provider, is away for now: what was to be done is done at the next look. */
function orLater(error: unknown): false {
  const away =
    error instanceof postgres.PostgresError ||
    error instanceof AtollError ||
    (error instanceof Error && 'code' in error);
  if (!away) throw error;
  return false;
}

/** The custodian decides as the job's kind says; the provider may be killed over it, then it is asked again. */
async function decide({ stack }: FaultMarket, { kind, jobId }: FaultJob): Promise<void> {
  if (kind !== 'withheld' && kind !== 'let go') return;
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  if (kind === 'withheld') {
    await reviewOutput(owner, { jobId, decision: 'withhold' });
    return;
  }
  const held = await request(owner, {
    ...{ service: providerOf(owner), method: 'GET', path: '/reviews', signed: true, reply: z.array(HeldJob) },
  });
  const job = held.find((each) => each.jobId === jobId);
  if (job !== undefined)
    await reviewOutput(owner, { jobId, decision: 'release', outputsDigest: job.outputsDigest });
}

/** Time passes for jobs that nobody reviews, once their runs are reported: before that they would expire. */
async function letReviewsPass({ stack }: FaultMarket, jobs: readonly FaultJob[]): Promise<void> {
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  const found = await Promise.all(jobs.map(({ jobId }) => readJobState(chain, jobId)));
  if (found.some(({ state }) => state !== 'reported')) return;
  const latest = Math.max(...jobs.map(({ quote }) => Number(quote.order.reviewBy)));
  const { timestamp } = await chain.publicClient.getBlock();
  if (Number(timestamp) > latest) return;
  await stack.anvil.rpc('evm_setNextBlockTimestamp', [latest + 1]);
  await stack.anvil.mine(1);
}
