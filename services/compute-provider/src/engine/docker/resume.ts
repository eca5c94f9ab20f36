import type { RunHandle } from '../engine.ts';
import { ask } from './call.ts';
import type { DockerContext } from './context.ts';
import { handleOf } from './follow.ts';
import { findRun } from './observe.ts';
import { Info } from './replies.ts';
import { EngineUnavailable } from '../errors.ts';

/**
 * Takes up a run after a restart of the provider. The monotonic clock of its start is gone, so its age is told by the
 * engine's own clock, both ends of it.
 */
export async function resume(
  context: DockerContext,
  jobId: string,
  limits: { wallSeconds: number },
): Promise<RunHandle> {
  const [run, info] = await Promise.all([
    findRun(context, jobId),
    ask('asking for the time', Info, () => context.docker.info()),
  ]);
  if (!run)
    throw new EngineUnavailable(
      `job ${jobId} has no run to take up`,
      undefined,
      'observe the job first; run it again if it is absent',
    );
  const age = Math.max(0, new Date(info.SystemTime).getTime() - run.State.StartedAt.getTime());
  const startedAt = context.clock.monotonic() - age;
  return handleOf(context, {
    jobId,
    id: run.Id,
    startedAt,
    deadline: startedAt + limits.wallSeconds * 1000,
    takenUp: true,
  });
}
