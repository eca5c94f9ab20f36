import { z } from 'zod';

const Environments = z.array(z.record(z.string(), z.unknown()));

/** The variables of a provider that has one device and promises it, and clears its memory in the given image. */
export function withGpu(
  variables: Readonly<Record<string, string>>,
  device: { uuid: string; model: string; memoryBytes: number; index: number },
  checkImage: string,
): Record<string, string> {
  const { model, memoryBytes } = device;
  const environments = Environments.parse(JSON.parse(variables['ENVIRONMENTS'] ?? '[]'));
  return {
    ...variables,
    // This one and no other, so that the second run gets the memory of the first.
    GPUS: JSON.stringify([device]),
    GPU_CHECK_IMAGE: checkImage,
    ENVIRONMENTS: JSON.stringify(
      environments.map((environment) => ({ ...environment, gpus: [{ model, memoryBytes }] })),
    ),
  };
}
