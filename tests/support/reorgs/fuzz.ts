import fc from 'fast-check';
import { startPostgres } from '../postgres.ts';
import { commands, setups } from './commands.ts';
import { emptyTally, prepareDatabases, Run, type Stage, type Tally } from './run.ts';
import { openWorld } from './world.ts';

export interface FuzzInput {
  readonly runs: number;
  readonly seed: number;
  /** Runs of a hundred whose indexer is a process of its own. */
  readonly ownProcess: number;
  /** Repeats a run that failed: the path that a report names. */
  readonly path?: string;
  /** Told after each run that ended well. */
  readonly progress?: (tally: Tally) => void;
  /** Told what went wrong, at once: making the run shorter takes long. */
  readonly wrong?: (error: unknown, runs: number) => void;
}

export interface FuzzReport {
  readonly tally: Tally;
  readonly seconds: number;
  /** What was found, with the shortest way to it; undefined where every run ended well. */
  readonly failure: string | undefined;
}

async function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const postgres = await startPostgres({ fast: true });
  try {
    const world = await openWorld();
    try {
      const stage = { world, postgres, tally: emptyTally() };
      await prepareDatabases(stage);
      return await work(stage);
    } finally {
      await world.stop();
    }
  } finally {
    await postgres.stop();
  }
}

/**
 * Lets an indexer follow a market through random deeds, reorgs, lies, kills and restarts, and compares every table with those of a fresh
 * mirror, once for each run. A run that fails is made shorter as long as it fails.
 */
export function fuzz(input: FuzzInput): Promise<FuzzReport> {
  const started = performance.now();
  return onStage(async (stage) => {
    const property = fc.asyncProperty(setups(input.ownProcess), commands, async (setup, steps) => {
      const run = await Run.open(stage, setup);
      try {
        await fc.asyncModelRun(() => ({ model: { own: setup.own }, real: run }), steps);
        await run.check();
      } catch (error) {
        input.wrong?.(error, stage.tally.runs);
        throw error;
      } finally {
        await run.close();
      }
      stage.tally.runs += 1;
      input.progress?.(stage.tally);
    });
    const details = await fc.check(property, {
      ...{ seed: input.seed, numRuns: input.runs, endOnFailure: false },
      ...(input.path === undefined ? {} : { path: input.path }),
    });
    const seconds = (performance.now() - started) / 1000;
    const failure = details.failed
      ? `${String(await fc.asyncDefaultReportMessage(details))}\n${String(details.errorInstance)}`
      : undefined;
    return { tally: stage.tally, seconds, failure };
  });
}
