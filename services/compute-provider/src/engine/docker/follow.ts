import { setTimeout as delay } from 'node:timers/promises';
import type { RunEnd, RunHandle } from '../engine.ts';
import { EngineUnavailable } from '../errors.ts';
import { call } from './call.ts';
import type { DockerContext } from './context.ts';
import { timedOutName } from './names.ts';
import { observe } from './observe.ts';
import { sampleUsage } from './sample-usage.ts';

/** How long an engine that stopped answering is waited for before a run's end is given up. */
const patienceMs = 30_000;
const retryMs = 250;

/** What is followed. Times are of the monotonic clock, in milliseconds. */
interface Followed {
  jobId: string;
  id: string;
  startedAt: number;
  deadline: number;
  /** It may have ended before anybody followed it. */
  takenUp?: boolean;
}

/** A handle on a run that was started. Whoever lets go of it without looking at its end is not punished for the engine's faults. */
export function handleOf(context: DockerContext, run: Followed): RunHandle {
  const end = follow(context, run);
  end.catch(() => undefined);
  return { jobId: run.jobId, end };
}

/**
 * Waits for the end of a run that was started, ends it at its deadline, and says how it went. */
async function follow(context: DockerContext, run: Followed): Promise<RunEnd> {
  const stopSampling = sampleUsage(context, run.id);
  const ended = new AbortController();
  const limit = endAtDeadline(context, run, ended.signal);
  // Reported by the wait below, which fails or ends for the same reason.
  limit.catch(() => undefined);
  try {
    await waitForEnd(context, run.id);
    const wallSeconds = (context.clock.monotonic() - run.startedAt) / 1000;
    const observation = await observe(context, run.jobId);
    const usage = stopSampling();
    if (observation.kind !== 'ended') {
      const at = context.clock.now();
      return { outcome: { kind: 'lost' }, usage: { wallSeconds, ...usage }, startedAt: at, endedAt: at };
    }
    const { end } = observation;
    // While nobody was there to see its end, only the engine's clock tells when it was.
    const ran = run.takenUp === true ? Math.min(wallSeconds, end.usage.wallSeconds) : wallSeconds;
    return { ...end, usage: { wallSeconds: ran, ...usage } };
  } finally {
    ended.abort();
    stopSampling();
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
      await delay(retryMs);
    }
  }
}

/**
 * Ends the run at its deadline, as soon as the engine can be told. It is renamed first: a provider that dies between the two finds the
 * reason in the name, and one that dies before finds a run past its deadline.
 */
async function endAtDeadline(context: DockerContext, run: Followed, signal: AbortSignal): Promise<void> {
  const longest = 2 ** 31 - 1; // a timer's limit: 24 days
  for (;;) {
    const left = run.deadline - context.clock.monotonic();
    if (left <= 0) break;
    await delay(Math.min(left, longest), undefined, { signal, ref: false });
  }
  while (!signal.aborted) {
    try {
      await markAndEnd(context, run);
      return;
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      await delay(retryMs, undefined, { signal });
    }
  }
}

async function markAndEnd(context: DockerContext, run: Followed): Promise<void> {
  // One that ended in time, while nobody watched, keeps its good name.
  if ((await observe(context, run.jobId)).kind !== 'running') return;
  const container = context.docker.getContainer(run.id);
  await call('marking the run as timed out', () => container.rename({ name: timedOutName(run.jobId) }), 404);
  await call('ending the run', () => container.kill({ signal: 'SIGKILL' }), 404, 409);
}
