import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gvisorRuntime } from '@atoll/schemas/environment';
import { AtollError } from '@atoll/schemas/error';
import type { RunSpecification } from '../engine.ts';
import { EngineUnavailable } from '../errors.ts';
import { refusalStatus } from './call.ts';
import type { DockerContext } from './context.ts';
import { destroy } from './destroy.ts';
import { ensureHolderImage } from './holder-image.ts';
import { logs } from './logs.ts';
import { observe } from './observe.ts';
import { inputsPath } from './profile.ts';
import { run } from './run.ts';
import type { Runtime } from './runtime.ts';

/** A start takes half a second; releases of gVisor that cannot cope with a kernel were seen to hang in it. */
const probeWithinMs = 30_000;

/** Its version, or why it is not used. */
export type Tried = { version: string } | { failure: string };

/**
 * Runs gVisor's own program inside the sandbox under gVisor, where it says its version: the engine does not know it. Where the program
 * is not found on the engine's machine, a program that only waits stands in for it.
 */
export async function tryGvisor(
  context: DockerContext,
  given: { plain: string; path: string | undefined },
): Promise<Tried> {
  const candidate: Runtime = { name: gvisorRuntime, version: 'unknown', plain: given.plain };
  const under: DockerContext = { ...context, runtime: () => Promise.resolve(candidate) };
  const paths = given.path?.startsWith('/') ? [given.path] : ['/usr/bin/runsc', '/usr/local/bin/runsc'];
  try {
    for (const path of paths) {
      const version = await within(under, (jobId) => askVersion(under, jobId, path));
      if (version !== undefined) return { version };
    }
    return { version: await within(under, (jobId) => startPause(under, jobId)) };
  } catch (error) {
    const status = error instanceof EngineUnavailable ? refusalStatus(error.cause) : undefined;
    // An engine that went away says nothing about the runtime.
    if (status === undefined && !(error instanceof ProbeFailed)) throw error;
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Gives a probe a name and a deadline, and leaves nothing of it. */
async function within<T>(context: DockerContext, probe: (jobId: string) => Promise<T>): Promise<T> {
  const jobId = `probe-${randomBytes(8).toString('hex')}`;
  const ended = new AbortController();
  const late = delay(probeWithinMs, undefined, { signal: ended.signal, ref: false }).then(() => {
    throw new ProbeLate(`it did not start a container within ${probeWithinMs / 1000} s`);
  });
  // Told by the race below, or of no interest.
  late.catch(() => undefined);
  try {
    const result = await Promise.race([probe(jobId), late]);
    await destroy(context, jobId);
    return result;
  } catch (error) {
    const removed = destroy(context, jobId);
    // A start that hangs keeps the engine from removing the container, maybe for long; `list` finds it at the next start.
    if (error instanceof ProbeLate) removed.catch(() => undefined);
    else await removed;
    throw error;
  } finally {
    ended.abort();
  }
}

/** Undefined where the engine's machine has no such file. */
async function askVersion(context: DockerContext, jobId: string, path: string): Promise<string | undefined> {
  try {
    const specification = await specify(context, jobId, {
      entrypoint: [`${inputsPath}/0`, '--version'],
      inputs: [path],
    });
    const { end } = await run(context, specification);
    const { outcome } = await end;
    const said = Buffer.from(await logs(context, jobId, { maxBytes: 4096 })).toString();
    if (outcome.kind !== 'exited' || outcome.code !== 0)
      throw new ProbeFailed(`a container under it ended ${JSON.stringify(outcome)}: ${said.slice(0, 300)}`);
    return /version\s+(?:release-)?(\S+)/.exec(said)?.[1] ?? 'unknown';
  } catch (error) {
    const missing =
      error instanceof EngineUnavailable && /bind source path does not exist/.test(error.message);
    if (missing) return undefined;
    throw error;
  }
}

async function startPause(context: DockerContext, jobId: string): Promise<string> {
  await run(context, await specify(context, jobId, { entrypoint: ['/pause'], inputs: [] }));
  const { kind } = await observe(context, jobId);
  if (kind !== 'running') throw new ProbeFailed(`a container under it is ${kind}`);
  return 'unknown';
}

async function specify(
  context: DockerContext,
  jobId: string,
  program: Pick<RunSpecification, 'entrypoint' | 'inputs'>,
): Promise<RunSpecification> {
  const parametersFile = join(context.imageDirectory, 'probe.json');
  await writeFile(parametersFile, '{}', { mode: 0o444, flag: 'w' });
  return {
    jobId,
    imageId: await ensureHolderImage(context.docker),
    workingDirectory: '/',
    environment: {},
    parametersFile,
    ...program,
    limits: {
      cpus: 1,
      memoryBytes: 64 << 20,
      pids: 32,
      outputBytes: 1 << 20,
      outputEntries: 4,
      scratchBytes: 1 << 20,
      openFiles: 256,
      logBytes: 16 << 10,
      wallSeconds: probeWithinMs / 1000,
    },
  };
}

/** gVisor did something else than run the sandbox. */
class ProbeFailed extends AtollError {
  constructor(detail: string) {
    super({ code: 'engine_unavailable', message: detail, hint: 'update gVisor, or use another runtime' });
  }
}

class ProbeLate extends ProbeFailed {}
