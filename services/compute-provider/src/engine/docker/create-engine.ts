import { mkdir, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '@atoll/server-kit/clock';
import Docker from 'dockerode';
import type { Engine, PreparedImage } from '../engine.ts';
import { EngineUnavailable } from '../errors.ts';
import type { RuntimeChoice } from '../runtime-choice.ts';
import { noGpus } from '../gpu/support.ts';
import { clearLayers } from '../image/fetch-layer.ts';
import { clearGpu, clearingFolder } from './clear-gpu.ts';
import { collect } from './collect.ts';
import type { DockerContext, GpuSettings } from './context.ts';
import { describe } from './describe.ts';
import { destroy } from './destroy.ts';
import { findGpus } from './find-gpus.ts';
import { find } from './find.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { observe } from './observe.ts';
import { prepare } from './prepare.ts';
import { sandboxDocument } from './profile.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { chooseRuntime } from './runtime.ts';

/** The project's own profile: what is not on its list is refused. */
const projectSeccompProfile = resolve(import.meta.dirname, '../../../../../docker/seccomp.json');

/**
 * The engine adapter for Docker.
 *
 * @example
 * const engine = await createDockerEngine({ socketPath: '/var/run/docker.sock', providerId: '0xabc', imageDirectory, clock });
 * const { imageId } = await engine.prepare(image, { getFile, maxBytes: 2 ** 31 });
 * const { end } = await engine.run({ jobId, imageId, ... });
 */
export async function createDockerEngine(options: {
  socketPath: string;
  /** Tells this provider's containers from those of others on the same engine. */
  providerId: string;
  /** Folder for images on their way into the engine; made if it is missing. */
  imageDirectory: string;
  clock: Clock;
  /** Path of another seccomp profile. */
  seccompProfile?: string | undefined;
  /** What runs are started with; gVisor where it works, unless said otherwise. */
  runtime?: RuntimeChoice;
  /** Where GPUs are looked for; runs get none where absent. */
  gpus?: GpuSettings | undefined;
}): Promise<Engine> {
  await mkdir(options.imageDirectory, { recursive: true, mode: 0o700 });
  await clearLayers(options.imageDirectory);
  await rm(clearingFolder(options.imageDirectory), { recursive: true, force: true });
  const seccomp = await readSeccompProfile(options.seccompProfile);
  const docker = new Docker({ socketPath: options.socketPath });
  const { providerId, imageDirectory, clock, runtime: wanted = 'auto', gpus: gpuSettings } = options;
  const context: DockerContext = {
    providerId,
    imageDirectory,
    clock,
    docker,
    seccomp,
    runtime: once(() => chooseRuntime(context, wanted)),
    gpuSettings,
    gpus: once(() => (gpuSettings === undefined ? Promise.resolve(noGpus) : findGpus(context, gpuSettings))),
  };
  let preparing: Promise<unknown> = Promise.resolve();
  return {
    describe: () => describe(context),
    sandbox: async (specification) =>
      sandboxDocument(specification, {
        seccomp,
        runtime: (await context.runtime()).name,
        gpuAccess: (await context.gpus()).access,
      }),
    // One image at a time: two that share a layer would fetch it twice, or remove it under each other.
    prepare: (image, prepareOptions) => {
      const next = preparing.then(
        (): Promise<PreparedImage> => prepare(context, image, prepareOptions),
        (): Promise<PreparedImage> => prepare(context, image, prepareOptions),
      );
      preparing = next;
      return next;
    },
    find: (imageId) => find(context, imageId),
    run: (specification) => run(context, specification),
    resume: (jobId, limits) => resume(context, jobId, limits),
    observe: (jobId) => observe(context, jobId),
    collect: (jobId, bounds) => collect(context, jobId, bounds),
    logs: (jobId, logOptions) => logs(context, jobId, logOptions),
    destroy: (jobId) => destroy(context, jobId),
    list: () => list(context),
    clearGpu: (device) => clearGpu(context, device),
  };
}

/** Asks once for all who want to know; a failure is forgotten, so that the next one asks again. */
function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

/** The text of a seccomp profile, as the engine takes it and as receipts digest it. */
export async function readSeccompProfile(path: string = projectSeccompProfile): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EngineUnavailable(`the seccomp profile ${path} cannot be read`, cause, 'check SECCOMP_PROFILE');
  });
  // Small and checked: the engine's own complaint about a broken profile comes only with the first run.
  return JSON.stringify(JSON.parse(text));
}
