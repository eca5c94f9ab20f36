import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { JobState } from '@atoll/schemas/job';
import { registerDataset } from '@atoll/sdk/register-dataset';
import { contextOf } from '../flow/context.ts';
import { problemFrom } from '../flow/run.ts';
import { waitFor } from '../wait.ts';
import { InvariantBroken } from './check-run.ts';
import { createProviderClock, type ProviderClock } from './disturbances/clock.ts';
import { canMount, mountSmallDisk, type SmallDisk } from './disturbances/disk.ts';
import { type CrashableEngine, startCrashableEngine } from './disturbances/private-engine.ts';
import { type FaultJob, type FaultMarket, jobKinds, openFaultMarket } from './fault-market.ts';
import { openRounds, type Rounds } from './rounds.ts';
import { openStateGate } from './state-gate.ts';

/** How hard the market is disturbed. */
export interface DisturbanceOptions {
  readonly rounds: number;
  /** How long something is away. */
  readonly awaySeconds: number;
}

/** A market that can be disturbed in every way, and rounds of jobs in it. */
export interface Disturbed {
  readonly market: FaultMarket;
  readonly rounds: Rounds;
  readonly clock: ProviderClock;
  /** Holds the provider's files; absent where no file system may be mounted. */
  readonly disk: SmallDisk | undefined;
  /** Absent unless asked for: then the jobs run on the engine that everything else uses too. */
  readonly engine: CrashableEngine | undefined;
  stop(): Promise<void>;
}

/** Opens a market whose provider has a clock of its own, a small disk where one can be mounted, and its own engine on demand. */
export async function openDisturbed(options: { engine?: boolean } = {}): Promise<Disturbed> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const clock = createProviderClock();
    const disk = canMount() ? await mountSmallDisk(32 << 20) : undefined;
    if (disk !== undefined) closers.push(() => disk.remove());
    const engine = options.engine === true ? await startCrashableEngine() : undefined;
    if (engine !== undefined) closers.push(() => engine.stop());
    const market = await openFaultMarket({
      variables: clock.variables,
      ...(disk === undefined ? {} : { stateDirectory: disk.directory }),
      ...(engine === undefined ? {} : { engine: engine.socketPath }),
    });
    closers.push(() => market.stop());
    const rounds = await openRounds(market);
    closers.push(() => rounds.end());
    return { market, rounds, clock, disk, engine, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everything beside kills that goes wrong around a provider while jobs run. Each ends with the check of everything that must hold. */
export const disturbances = {
  chain: chainAway,
  database: databaseCrash,
  engine: engineCrash,
  disk: diskFull,
  clock: clockJumps,
} as const satisfies Record<string, (to: Disturbed, options: DisturbanceOptions) => Promise<void>>;
export type DisturbanceName = keyof typeof disturbances;

/** Resolves when one of the jobs is in the state, or was and has gone on. */
async function someIs({ watch }: Rounds, jobs: readonly FaultJob[], state: JobState): Promise<void> {
  const states = () => Promise.all(jobs.map(({ jobId }) => watch.state(jobId)));
  await waitFor(`a job that is ${state}`, async () => (await states()).includes(state), {
    ...{ deadlineMs: 60_000, everyMs: 10 },
  });
}

/** The chain's node takes no connection for a while, from the middle of the runs on. */
async function chainAway({ rounds, market }: Disturbed, options: DisturbanceOptions): Promise<void> {
  for (let round = 0; round < options.rounds; round++)
    await rounds.run({
      ...{ kinds: jobKinds, seconds: 1 },
      meanwhile: async (jobs) => {
        await someIs(rounds, jobs, 'running');
        market.proxies.chain.away(true);
        await pause(options.awaySeconds * 1000);
        market.proxies.chain.away(false);
      },
    });
  await rounds.check();
}

/** Postgres is killed in the middle of the runs and recovers from its log. */
async function databaseCrash({ rounds, market }: Disturbed, options: DisturbanceOptions): Promise<void> {
  for (let round = 0; round < options.rounds; round++)
    await rounds.run({
      ...{ kinds: jobKinds, seconds: 1 },
      meanwhile: async (jobs) => {
        await someIs(rounds, jobs, 'running');
        await market.stack.postgres.restart();
      },
    });
  await rounds.check();
}

/** An engine of the test's own is killed in the middle of the runs; when it is back, their containers are gone. */
async function engineCrash({ rounds, engine }: Disturbed, options: DisturbanceOptions): Promise<void> {
  if (engine === undefined) throw new TypeError('the engine is not the own one of this market');
  for (let round = 0; round < options.rounds; round++)
    await rounds.run({
      ...{ kinds: jobKinds, seconds: 2 },
      meanwhile: async (jobs) => {
        await someIs(rounds, jobs, 'running');
        await engine.crash();
      },
    });
  await rounds.check();
}

/** The disk of the provider is full while outputs are brought to it, while they are encrypted and while a dataset is staged. */
async function diskFull({ rounds, market, disk }: Disturbed, options: DisturbanceOptions): Promise<void> {
  if (disk === undefined) throw new TypeError('no file system can be mounted here');
  const states: readonly JobState[] = ['running', 'delivering'];
  for (let round = 0; round < options.rounds; round++)
    for (const state of states)
      await rounds.run({
        kinds: jobKinds,
        meanwhile: (jobs) => fillAt(market, disk, { jobs, state, awaySeconds: options.awaySeconds }),
      });
  await stageOnFullDisk(market, disk);
  await rounds.check();
}

/** Fills the disk just before a job gets into the state, and empties it after a while. */
async function fillAt(
  { stack }: FaultMarket,
  disk: SmallDisk,
  { jobs, state, awaySeconds }: { jobs: readonly FaultJob[]; state: JobState; awaySeconds: number },
): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  const gate = await openStateGate(stack);
  try {
    await gate.hold(first.jobId, state);
    await gate.held(first.jobId);
    await disk.fill();
    await gate.letGo();
    await pause(awaySeconds * 1000);
  } finally {
    await disk.empty();
    await gate.close();
  }
}

/** A dataset that does not fit is refused, and nothing of it is left. */
async function stageOnFullDisk({ stack, stateDirectory }: FaultMarket, disk: SmallDisk): Promise<void> {
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const snapshots = join(stateDirectory, 'snapshots');
  const before = await readdir(snapshots);
  const register = () =>
    registerDataset(owner, {
      name: 'late',
      source: { kind: 'folder', path: resolve(import.meta.dirname, '../../../examples/breast-cancer/data') },
      rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1024 },
    });
  await disk.fill(32 << 10);
  const problem = await problemFrom(register());
  const left = (await readdir(snapshots)).filter((name) => !before.includes(name));
  await disk.empty();
  if (left.length > 0) throw new InvariantBroken([`${problem.code} left ${left.join(', ')}`]);
  await register();
}

/** The wall clock of the provider jumps by hours, forth and back. */
async function clockJumps({ rounds, clock }: Disturbed, options: DisturbanceOptions): Promise<void> {
  for (let round = 0; round < options.rounds; round++)
    for (const hours of [6, -6])
      await rounds.run({
        ...{ kinds: jobKinds, seconds: 1 },
        meanwhile: async (jobs) => {
          await someIs(rounds, jobs, 'running');
          await clock.jump(hours * 3600);
          // What others sign now is not of the provider's time while this lasts.
          await pause(options.awaySeconds * 1000);
          await clock.jump(0);
        },
      });
  await rounds.check();
}
