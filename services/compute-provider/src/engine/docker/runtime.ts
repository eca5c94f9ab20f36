import { gvisorRuntime } from '@atoll/schemas/environment';
import { EngineUnavailable } from '../errors.ts';
import type { RuntimeChoice } from '../runtime-choice.ts';
import { ask } from './call.ts';
import type { DockerContext } from './context.ts';
import { Info, Version } from './replies.ts';
import { tryGvisor } from './try-gvisor.ts';

/** What runs are started with, fixed for the life of the adapter. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** What holders are started with: nothing of theirs is hostile, and each byte of memory and each thread of a holder is overhead. */
  readonly plain: string;
  /** Why gVisor, which the engine offers, is not used. */
  readonly refused?: string;
}

/**
 * Finds what runs are started with. That the engine lists gVisor is not believed: the sandbox itself is tried once under it, from the
 * volume to the log, because a release may start plain containers and fail under the sandbox's limits.
 *
 * @throws EngineUnavailable when the named runtime is missing or does not work, or when the engine does not answer
 */
export async function chooseRuntime(context: DockerContext, wanted: RuntimeChoice): Promise<Runtime> {
  const info = await ask('asking for its runtimes', Info, () => context.docker.info());
  const offered = Object.keys(info.Runtimes ?? {});
  const plain = offered.includes('runc') ? 'runc' : info.DefaultRuntime;
  // A default of gVisor is what `auto` tries by name; what it falls back to is another one.
  const own = info.DefaultRuntime === gvisorRuntime ? plain : info.DefaultRuntime;
  if (wanted === 'runc') {
    if (!offered.includes('runc')) throw new RuntimeMissing('runc', `it offers ${offered.join(', ')}`);
    return { name: 'runc', version: await listedVersion(context, 'runc'), plain };
  }
  if (!offered.includes(gvisorRuntime)) {
    if (wanted === gvisorRuntime) throw new RuntimeMissing(gvisorRuntime, `it offers ${offered.join(', ')}`);
    return { name: own, version: await listedVersion(context, own), plain };
  }
  const tried = await tryGvisor(context, { plain, path: info.Runtimes?.[gvisorRuntime]?.path });
  if ('version' in tried) return { name: gvisorRuntime, version: tried.version, plain };
  if (wanted === gvisorRuntime) throw new RuntimeMissing(gvisorRuntime, tried.failure);
  return { name: own, version: await listedVersion(context, own), plain, refused: tried.failure };
}

/** The version that the engine itself states; it knows those of its own components only. */
async function listedVersion({ docker }: DockerContext, name: string): Promise<string> {
  const { Components } = await ask('asking for the version', Version, () => docker.version());
  return Components?.find(({ Name }) => Name === name)?.Version ?? 'unknown';
}

/** The runtime that the configuration names is not there, or does not run the sandbox. */
export class RuntimeMissing extends EngineUnavailable {
  constructor(name: string, detail: string) {
    super(
      `its runtime ${name} is not to be had: ${detail}`,
      undefined,
      `register ${name} with the engine, or set CONTAINER_RUNTIME=auto`,
    );
  }
}
