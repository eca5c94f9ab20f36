import { gvisorRuntime } from '@atoll/schemas/environment';
import { call } from './call.ts';
import type { DockerContext } from './context.ts';
import type { ContainerState } from './replies.ts';

/** The exit status of a process that was ended by SIGKILL, as the kernel does to one that takes too much memory. */
const killed = 128 + 9;
/** Seconds after a run's end in which the engine may still be told of its cause. */
const grace = 2;

/**
 * Whether a run ended because it took more memory than it may. The runtime tells the engine of a run's end and of the kernel's kill
 * apart, in either order: of a run that was killed and is not noted as out of memory, the engine's events tell for a moment longer.
 *
 * gVisor's shim counts the kernel's kills in the cgroup that goes with the run, and on a busy machine comes too late to tell of the last
 * one. What is killed there is out of memory, for nobody else kills runs but at their time limit; one that kills itself is told the same.
 *
 * @throws EngineUnavailable
 */
export async function ranOutOfMemory(context: DockerContext, run: ContainerState): Promise<boolean> {
  const { OOMKilled, ExitCode, StartedAt, FinishedAt } = run.State;
  // Docker notes a kill of any process of the run; a run that got over it and ended well is a good one.
  if (OOMKilled || ExitCode !== killed) return OOMKilled && ExitCode !== 0;
  const told = await call('asking for the cause of a run’s end', async () => {
    // Both in the engine's own time, which ends the reply by itself.
    const events = await context.docker.getEvents({
      since: StartedAt.getTime() / 1000,
      until: FinishedAt.getTime() / 1000 + grace,
      filters: { container: [run.Id], event: ['oom'] },
    });
    for await (const _event of events) return true;
    return false;
  });
  return told === true || run.HostConfig.Runtime === gvisorRuntime;
}
