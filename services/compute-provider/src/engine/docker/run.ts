import type { RunHandle, RunSpecification } from '../engine.ts';
import { EngineUnavailable, ImageUnavailable, RunExists } from '../errors.ts';
import { noGpus } from '../gpu/support.ts';
import { ask, call, refusalStatus } from './call.ts';
import type { DockerContext } from './context.ts';
import { destroy } from './destroy.ts';
import { handleOf } from './follow.ts';
import { holderContainer } from './holder.ts';
import { ensureHolderImage } from './holder-image.ts';
import { inspectImage } from './load.ts';
import { findRun } from './observe.ts';
import { outputsVolume, runContainer } from './profile.ts';
import { Created } from './replies.ts';

/**
 * Creates the outputs volume, its holder and the container of the run, and starts them in this order: were the run over
 * before the holder has the volume mounted, the outputs would be gone.
 */
export async function run(context: DockerContext, specification: RunSpecification): Promise<RunHandle> {
  const { docker, providerId, seccomp } = context;
  const { jobId, imageId, limits } = specification;
  const [image, holderImage, before, runtime, gpus] = await Promise.all([
    inspectImage(docker, imageId),
    ensureHolderImage(docker),
    findRun(context, jobId),
    context.runtime(),
    // Finding them out takes the runtime, which is found out by a run without any.
    (specification.gpus ?? []).length === 0 ? noGpus : context.gpus(),
  ]);
  if (!image) throw new ImageUnavailable(imageId, 'the engine no longer has it; prepare it again');
  if (before) throw new RunExists(jobId);
  // A crash may have left a volume or a holder; Docker would take up a volume of that name whatever its size.
  await destroy(context, jobId);

  const options = runContainer(specification, {
    providerId,
    seccomp,
    runtime: runtime.name,
    gpuAccess: gpus.access,
    imageVariables: image.Config?.Env ?? [],
  });
  await call('creating the outputs volume', () =>
    docker.createVolume(outputsVolume(specification, providerId)),
  );
  // The name of the run's container decides whose run it is: of two calls one gets a 409, before anything was started.
  const id = await create(context, jobId, options);
  try {
    const holder = await ask('creating the holder', Created, () =>
      docker.createContainer(
        holderContainer({ jobId, providerId, imageId: holderImage, seccomp, runtime: runtime.plain }),
      ),
    );
    await call('starting the holder', () => docker.getContainer(holder.id).start());
    const startedAt = context.clock.monotonic();
    await start(context, id);
    return handleOf(context, { jobId, id, startedAt, deadline: startedAt + limits.wallSeconds * 1000 });
  } catch (error) {
    await destroy(context, jobId);
    throw error;
  }
}

async function create(
  context: DockerContext,
  jobId: string,
  options: Parameters<DockerContext['docker']['createContainer']>[0],
): Promise<string> {
  try {
    const reply = await context.docker.createContainer(options);
    return reply.id;
  } catch (error) {
    if (refusalStatus(error) === 409) throw new RunExists(jobId);
    await destroy(context, jobId);
    throw new EngineUnavailable(
      `creating the run: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

/**
 * Starts the container. An entrypoint that does not exist or may not be executed is the algorithm's failure, not the engine's: the runtime
 * refuses it, Docker answers 400 and notes the code that a shell would give (126, 127), and that is how it is reported.
 */
async function start(context: DockerContext, id: string): Promise<void> {
  try {
    await call('starting the run', () => context.docker.getContainer(id).start());
  } catch (error) {
    const cause = error instanceof EngineUnavailable ? error.cause : undefined;
    // runc says `exec: "NAME"`, gVisor that it could not load the program.
    const ofProgram = cause instanceof Error && /\bexec: "|: failed to load \//.test(cause.message);
    if (refusalStatus(cause) !== 400 || !ofProgram) throw error;
  }
}
