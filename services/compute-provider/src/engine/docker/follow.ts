import { setTimeout as delay } from 'node:timers/promises';
import { type RunEnd } from '../engine.ts';
import { EngineUnavailable } from '../errors.ts';
import { call } from './call.ts';
import { type DockerContext } from './context.ts';
import { timedOutName } from './names.ts';
import { observe } from './observe.ts';
import { Sampler } from './sample-usage.ts';

/** How long an engine that stopped answering is waited for before a run's end is given up. */
const patienceMs = 30_000;

/**
 * Waits for the end of a run that was started, ends it at its deadline, and says how it went. `startedAt` and `deadline` are
 * times of the monotonic clock in milliseconds.
 */
export async function follow(
  context: DockerContext,
  run: { jobId: string; id: string; startedAt: number; deadline: number },
): Promise<RunEnd> {
  const sampler = new Sampler(context, run.id);
  const ended = new AbortController();
  const limit = endAtDeadline(context, run, ended.signal);
  // Reported by the wait below, which fails or ends for the same reason.
  limit.catch(() => undefined);
  try {
    await waitForEnd(context, run.id);
    const wallSeconds = (context.clock.monotonic() - run.startedAt) / 1000;
    const observation = await observe(context, run.jobId);
    const usage = await sampler.stop();
    if (observation.kind !== 'ended') {
      const at = context.clock.now();
      return { outcome: { kind: 'lost' }, usage: { wallSeconds, ...usage }, startedAt: at, endedAt: at };
    }
    return { ...observation.end, usage: { wallSeconds, ...usage } };
  } finally {
    ended.abort();
    await sampler.stop();
  }
}

/** Resolves when the container no longer runs or is gone; asks again while an engine that went away may come back. */
async function waitForEnd(context: DockerContext, id: string): Promise<void> {
  let silentSince: number | undefined;
  for (;;) {
    try {
      await call('waiting for the run', () => context.docker.getContainer(id).wait(), 404);
      return;
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      silentSince ??= context.clock.monotonic();
      if (context.clock.monotonic() - silentSince > patienceMs) throw error;
      await delay(250);
    }
  }
}

/**
 * Ends the run at its deadline. It is renamed first: a provider that dies between the two finds the reason in the name,
 * and one that dies before finds a run past its deadline.
 */
async function endAtDeadline(
  context: DockerContext,
  run: { jobId: string; id: string; deadline: number },
  signal: AbortSignal,
): Promise<void> {
  const longest = 2 ** 31 - 1; // a timer's limit: 24 days
  for (;;) {
    const left = run.deadline - context.clock.monotonic();
    if (left <= 0) break;
    await delay(Math.min(left, longest), undefined, { signal, ref: false });
  }
  const container = context.docker.getContainer(run.id);
  await call('marking the run as timed out', () => container.rename({ name: timedOutName(run.jobId) }), 404);
  await call('ending the run', () => container.kill({ signal: 'SIGKILL' }), 404, 409);
}
