import { type Point, pointName } from './calls/calls.ts';
import { type FaultMarket, type JobKind, jobKinds } from './fault-market.ts';
import type { KillPlan } from './kill-plan.ts';
import { openRounds } from './rounds.ts';
import type { Supervision } from './supervise.ts';

/** What a run of kills did. */
export interface KillReport {
  /** How many calls were caught at each point; one kill may end several that were caught. */
  readonly points: ReadonlyMap<string, number>;
  readonly kills: number;
  readonly jobs: number;
  readonly seconds: number;
  /** What the plan wanted and did not get. */
  readonly missing: readonly string[];
}

interface KillRunParameters {
  readonly market: FaultMarket;
  readonly plan: KillPlan;
  /** Kills at least; then on until the plan has nothing left that it must do, or `rounds` are over. */
  readonly kills: number;
  readonly rounds?: number;
  /** Jobs that are ordered at once. */
  readonly kinds?: readonly JobKind[];
  /**
   * Milliseconds for which a caught call is held, so that others are caught beside it before the one kill that ends them all; none: each
   * is a kill of its own.
   */
  readonly gatherMs?: number;
  readonly progress?: (report: KillReport) => void;
}

/** Every start has calls of its own, at each of which it is killed before anything can come of a job. */
const roundMs = 1_800_000;

/** Rounds in a row without a kill, after which what the plan still misses is taken for something that does not come. */
const mostFruitless = 5;

/**
 * Lets jobs of every kind run again and again while their provider is killed at its calls, then lets it come to rest and checks
 * everything that must hold.
 *
 * @throws InvariantBroken, JobsStuck
 */
export async function killRun(parameters: KillRunParameters): Promise<KillReport> {
  const { market, plan, kinds = jobKinds } = parameters;
  const { calls, stack } = market;
  const provider = stack.services['compute-provider'];
  const started = performance.now();
  const rounds = await openRounds(market);
  const killer = openKiller(parameters, rounds.supervision);
  const report = (): KillReport => ({
    points: killer.points,
    kills: killer.count(),
    jobs: rounds.jobs.length,
    seconds: (performance.now() - started) / 1000,
    missing: plan.missing(),
  });
  const progress = setInterval(() => parameters.progress?.(report()), 10_000);
  try {
    // What it calls while it starts, and of a round without kills.
    calls.arm(({ call }) => {
      plan.learn(call, !provider.running());
      return false;
    });
    rounds.supervision.kill();
    await rounds.run({ kinds });
    let fruitless = 0;
    for (let index = 1; index <= (parameters.rounds ?? Infinity); index++) {
      const done = killer.count() >= parameters.kills;
      if (done && (plan.missing().length === 0 || fruitless >= mostFruitless)) break;
      const before = killer.count();
      await rounds.run({ kinds, before: killer.arm, deadlineMs: roundMs });
      killer.finish();
      fruitless = killer.count() === before ? fruitless + 1 : 0;
    }
    await rounds.check();
    return report();
  } finally {
    clearInterval(progress);
    await rounds.end();
  }
}

/** Kills the provider where the plan says so, at once or after it has gathered several calls. */
function openKiller({ plan, market, gatherMs }: KillRunParameters, supervision: Supervision) {
  const provider = market.stack.services['compute-provider'];
  const points = new Map<string, number>();
  let kills = 0;
  let gathering: NodeJS.Timeout | undefined;
  const strike = () => {
    gathering = undefined;
    if (supervision.kill()) kills += 1;
  };
  const onCall = (point: Point): boolean => {
    // What a process that was killed had still on its way goes nowhere and counts for nothing.
    if (!supervision.lives()) return true;
    if (!plan.choose(point, !provider.running())) return false;
    const name = pointName(point);
    points.set(name, (points.get(name) ?? 0) + 1);
    if (gatherMs === undefined) strike();
    else {
      clearTimeout(gathering);
      gathering = setTimeout(strike, gatherMs);
    }
    return true;
  };
  return {
    points,
    count: () => kills,
    arm: () => market.calls.arm(onCall),
    /** What was caught last ends now and not in the middle of what comes next. */
    finish: () => {
      if (gathering === undefined) return;
      clearTimeout(gathering);
      strike();
    },
  };
}
