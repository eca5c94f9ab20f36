import type { RunObservation, RunOutcome } from '../engine.ts';
import { call, parseReply } from './call.ts';
import type { DockerContext } from './context.ts';
import { holderName, runName, timedOutName } from './names.ts';
import { ranOutOfMemory } from './out-of-memory.ts';
import { ContainerState } from './replies.ts';

/** Says where a job's run stands, from what the engine knows; nothing that this process remembers takes part. */
export async function observe(context: DockerContext, jobId: string): Promise<RunObservation> {
  const run = await findRun(context, jobId);
  if (!run) return { kind: 'absent' };
  const { State } = run;
  if (State.Status === 'created' && State.ExitCode === 0) return { kind: 'created' };
  if (State.Running) return { kind: 'running', startedAt: State.StartedAt };

  const holder = await inspect(context, holderName(jobId));
  // The holder outlives every run. Where it does not run, or was started after the run's end, the volume was unmounted.
  const kept = holder?.State.Running === true && holder.State.StartedAt <= State.FinishedAt;
  const neverStarted = State.Status === 'created';
  const wallSeconds = neverStarted
    ? 0
    : Math.max(0, (State.FinishedAt.getTime() - State.StartedAt.getTime()) / 1000);
  return {
    kind: 'ended',
    end: {
      outcome: kept || neverStarted ? await outcomeOf(context, run, jobId) : { kind: 'lost' },
      usage: { wallSeconds, cpuSeconds: 0, peakMemoryBytes: 0 },
      startedAt: neverStarted ? context.clock.now() : State.StartedAt,
      endedAt: neverStarted ? context.clock.now() : State.FinishedAt,
    },
  };
}

async function outcomeOf(context: DockerContext, run: ContainerState, jobId: string): Promise<RunOutcome> {
  const { State } = run;
  // A run that ended in the moment between renaming and killing it was over its time all the same.
  if (run.Name === `/${timedOutName(jobId)}`) return { kind: 'timed_out' };
  if (await ranOutOfMemory(context, run)) return { kind: 'out_of_memory' };
  return { kind: 'exited', code: State.ExitCode };
}

/** The container of a job's run, under whichever of its two names. */
export async function findRun(context: DockerContext, jobId: string): Promise<ContainerState | undefined> {
  return (await inspect(context, runName(jobId))) ?? (await inspect(context, timedOutName(jobId)));
}

async function inspect(context: DockerContext, name: string): Promise<ContainerState | undefined> {
  const reply = await call('inspecting a run', () => context.docker.getContainer(name).inspect(), 404);
  return reply === undefined ? undefined : parseReply('inspecting a run', ContainerState, reply);
}
