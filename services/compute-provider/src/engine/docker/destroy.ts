import { setTimeout as delay } from 'node:timers/promises';
import { EngineUnavailable } from '../errors.ts';
import { call, refusalStatus } from './call.ts';
import type { DockerContext } from './context.ts';
import { holderName, outputsName, runName, timedOutName } from './names.ts';

const removalDeadlineMs = 20_000;

/** Removes the run, its holder and its outputs. Safe to call at any moment and again. */
export async function destroy(context: DockerContext, jobId: string): Promise<void> {
  const { docker } = context;
  const containers = [runName(jobId), timedOutName(jobId), holderName(jobId)];
  await Promise.all(
    containers.map((name) =>
      untilGone(context, name, () => docker.getContainer(name).remove({ force: true, v: true })),
    ),
  );
  const volume = outputsName(jobId);
  await untilGone(context, volume, () => docker.getVolume(volume).remove());
}

/** A 404 says that it is gone; a 409 that a removal is under way, or that the last user of a volume is being removed. */
async function untilGone(
  context: DockerContext,
  name: string,
  remove: () => Promise<unknown>,
): Promise<void> {
  const deadline = context.clock.monotonic() + removalDeadlineMs;
  for (;;) {
    try {
      await call(`removing ${name}`, remove, 404);
      return;
    } catch (error) {
      const refused = error instanceof EngineUnavailable && refusalStatus(error.cause) === 409;
      if (!refused || context.clock.monotonic() > deadline) throw error;
      await delay(50);
    }
  }
}
