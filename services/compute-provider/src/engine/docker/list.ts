import type { EngineObject } from '../engine.ts';
import { ask } from './call.ts';
import type { DockerContext } from './context.ts';
import { jobLabel, kindLabel, namePrefix, providerLabel } from './names.ts';
import { Containers, Volumes } from './replies.ts';

/** Everything in the engine that carries this provider's label and a name of ours: an image can set the first, not the second. */
export async function list({ docker, providerId }: DockerContext): Promise<EngineObject[]> {
  const filters = { label: [`${providerLabel}=${providerId}`] };
  const [containers, volumes] = await Promise.all([
    ask('listing containers', Containers, () => docker.listContainers({ all: true, filters })),
    ask('listing volumes', Volumes, () => docker.listVolumes({ filters })),
  ]);
  const objects: EngineObject[] = [];
  for (const { Id, Names, Labels } of containers) {
    const jobId = Labels[jobLabel];
    if (jobId === undefined || !Names.some((name) => name.startsWith(`/${namePrefix}`))) continue;
    objects.push({ kind: Labels[kindLabel] === 'holder' ? 'holder' : 'run', id: Id, jobId });
  }
  for (const { Name, Labels } of volumes.Volumes ?? []) {
    const jobId = Labels?.[jobLabel];
    if (jobId !== undefined && Name.startsWith(namePrefix)) objects.push({ kind: 'volume', id: Name, jobId });
  }
  return objects;
}
