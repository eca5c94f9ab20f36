import { checkRun, readFortunes } from './check-run.ts';
import type { FaultJob, FaultMarket, JobKind } from './fault-market.ts';
import { type JobWatch, openJobWatch } from './job-watch.ts';
import { type Supervision, supervise } from './supervise.ts';

/** Rounds of jobs in a market whose provider is started again whenever it has ended. */
export interface Rounds {
  readonly supervision: Supervision;
  readonly watch: JobWatch;
  readonly jobs: readonly FaultJob[];
  /**
   * Quotes in peace, orders all at once, and waits until every job has ended.
   *
   * @param input.seconds how long each algorithm takes
   * @param input.before what happens between the quotes and the orders
   * @param input.meanwhile what happens to the market while they run
   */
  run(input: {
    kinds: readonly JobKind[];
    seconds?: number;
    before?: () => void;
    meanwhile?: (jobs: readonly FaultJob[]) => Promise<void>;
    deadlineMs?: number;
  }): Promise<void>;
  /** Lets everything come to rest and checks whatever must hold. Throws InvariantBroken. */
  check(): Promise<void>;
  end(): Promise<void>;
}

export async function openRounds(market: FaultMarket): Promise<Rounds> {
  const before = await readFortunes(market.stack);
  const watch = openJobWatch(market);
  const supervision = supervise(market.stack.services['compute-provider']);
  const jobs: FaultJob[] = [];
  return {
    supervision,
    watch,
    jobs,
    run: async ({ kinds, seconds, before: prepare, meanwhile, deadlineMs }) => {
      await market.settle();
      const round: FaultJob[] = [];
      for (const kind of kinds) round.push(await market.quote(kind, seconds));
      jobs.push(...round);
      prepare?.();
      for (const job of round) await market.order(job);
      const disturbed = meanwhile?.(round);
      await Promise.all([disturbed, watch.untilEnded(round, deadlineMs === undefined ? {} : { deadlineMs })]);
      market.calls.disarm();
    },
    check: async () => {
      market.calls.disarm();
      await market.settle();
      await checkRun(market, { jobs, before });
    },
    end: async () => {
      market.calls.disarm();
      await supervision.end();
      await watch.close();
    },
  };
}
