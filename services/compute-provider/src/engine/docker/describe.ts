import type { EngineDescription } from '../engine.ts';
import { EngineUnavailable } from '../errors.ts';
import { ask } from './call.ts';
import type { DockerContext } from './context.ts';
import { Info } from './replies.ts';

/** Says what runs jobs here, and refuses an engine that would drop a limit in silence. */
export async function describe({ docker, runtime, gpus }: DockerContext): Promise<EngineDescription> {
  const info = await ask('asking for facts', Info, () => docker.info());
  const lacking = [
    ...(info.OSType === 'linux' ? [] : ['Linux containers']),
    ...(info.MemoryLimit ? [] : ['memory limits']),
    ...(info.PidsLimit ? [] : ['process limits']),
    ...(info.CpuCfsQuota ? [] : ['CPU quotas']),
    ...(info.SecurityOptions?.some((option) => option.startsWith('name=seccomp')) ? [] : ['seccomp']),
  ];
  if (lacking.length > 0) {
    throw new EngineUnavailable(
      `it cannot enforce ${lacking.join(', ')}`,
      undefined,
      'use an engine and a kernel that can; see "docker info"',
    );
  }
  const { name, version, refused } = await runtime();
  const { devices, access, refused: gpuRefused } = await gpus();
  return {
    name: 'docker',
    version: info.ServerVersion,
    runtime: name,
    runtimeVersion: version,
    ...(refused === undefined ? {} : { refusedGvisor: refused }),
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    gpus: devices,
    ...(access === undefined ? {} : { gpuAccess: access.kind }),
    ...(gpuRefused === undefined ? {} : { gpuRefused }),
  };
}
