import { type EngineDescription } from '../engine.ts';
import { EngineUnavailable } from '../errors.ts';
import { ask } from './call.ts';
import { type DockerContext } from './context.ts';
import { Info, Version } from './replies.ts';

/** Says what runs jobs here, and refuses an engine that would drop a limit in silence. */
export async function describe({ docker }: DockerContext): Promise<EngineDescription> {
  const [info, version] = await Promise.all([
    ask('asking for facts', Info, () => docker.info()),
    ask('asking for the version', Version, () => docker.version()),
  ]);
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
  const component = version.Components?.find(({ Name }) => Name === info.DefaultRuntime);
  return {
    name: 'docker',
    version: info.ServerVersion,
    runtime: info.DefaultRuntime,
    runtimeVersion: component?.Version ?? 'unknown',
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    gpus: [],
  };
}
