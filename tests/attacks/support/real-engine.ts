import { createDockerEngine } from '@atoll/compute-provider/engine/docker/create-engine';
import { createFakeEngine, type FakeEngine } from '@atoll/compute-provider/test/fake-engine';
import { systemClock } from '@atoll/server-kit/clock';
import type { TestedRuntime } from './attack.ts';

/** The engine of a market whose runs are real containers; the image is the one of the attacks, whatever a document names. */
export async function realEngine(input: {
  socketPath: string;
  image: string;
  folder: string;
  label: string;
  runtime: TestedRuntime;
}): Promise<FakeEngine> {
  const { socketPath, image, runtime } = input;
  const engine = await createDockerEngine({
    socketPath,
    providerId: `attacks-${input.label}`,
    imageDirectory: input.folder,
    clock: systemClock,
    runtime,
  });
  return {
    ...createFakeEngine(),
    ...engine,
    prepare: ({ manifestDigest }) => Promise.resolve({ imageId: image, manifestDigest, configDigest: image }),
  };
}
