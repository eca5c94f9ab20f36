import { gvisorRuntime } from '@atoll/schemas/environment';
import { detectGpus } from '../gpu/detect-gpus.ts';
import type { GpuSupport } from '../gpu/support.ts';
import { ask } from './call.ts';
import type { DockerContext, GpuSettings } from './context.ts';
import { Info } from './replies.ts';

/** Finds the GPUs of the engine's machine, which is this one: devices are looked for here and asked of the engine. */
export async function findGpus(context: DockerContext, settings: GpuSettings): Promise<GpuSupport> {
  const [info, runtime] = await Promise.all([
    ask('asking for its devices', Info, () => context.docker.info()),
    context.runtime(),
  ]);
  const gvisor = info.Runtimes?.[gvisorRuntime];
  return detectGpus(settings.machine, {
    stated: settings.stated,
    engine: {
      runtimes: Object.keys(info.Runtimes ?? {}),
      cdiDevices: (info.DiscoveredDevices ?? []).map(({ ID }) => ID),
      runtime: { name: runtime.name, version: runtime.version, args: gvisor?.runtimeArgs ?? [] },
      runscPath: gvisor?.path ?? 'runsc',
    },
  });
}
