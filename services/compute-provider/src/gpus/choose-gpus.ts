import type { EnvironmentDocument } from '@atoll/schemas/environment';
import type { GpuDevice } from '../engine/engine.ts';

type Wanted = EnvironmentDocument['gpus'][number];

/**
 * Picks devices for what an environment promises: each is of the promised model and has at least the promised memory. As many promises as
 * possible are kept, with the smallest devices that will do, so that larger ones stay for who needs them. Pure.
 *
 * @param input.count of the promises that have to be kept; as many as there are unless given
 * @returns one device for each, or undefined where there are not enough
 * @example chooseGpus({ wanted: environment.gpus, count: 1, free })
 */
export function chooseGpus(input: {
  wanted: readonly Wanted[];
  count?: number;
  free: readonly GpuDevice[];
}): readonly GpuDevice[] | undefined {
  const { wanted, count = wanted.length, free } = input;
  const left = free.toSorted((a, b) => a.memoryBytes - b.memoryBytes || a.index - b.index);
  const chosen: GpuDevice[] = [];
  // From the smallest promise up, each takes the smallest that will do: no other choice keeps more of them.
  for (const each of wanted.toSorted((a, b) => a.memoryBytes - b.memoryBytes)) {
    if (chosen.length === count) break;
    const at = left.findIndex(
      ({ model, memoryBytes }) => model === each.model && memoryBytes >= each.memoryBytes,
    );
    if (at >= 0) chosen.push(...left.splice(at, 1));
  }
  return chosen.length === count ? chosen : undefined;
}
