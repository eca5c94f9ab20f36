import type { OciImage } from '@atoll/schemas/metadata/image';
import type { Stack } from '../stack/start.ts';
import { type PublishedAlgorithm, publishExampleAlgorithm } from './example-algorithm.ts';

/** Rows of the example dataset's one file, its header included. */
export const countedRows = 570;

/** What the counting algorithm says of itself, beside its image. */
const smallManifest = {
  entrypoint: ['/usr/bin/dash', '/algorithm/count.sh'],
  parameters: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { seconds: { type: 'number', minimum: 0, maximum: 100 } },
    required: ['seconds'],
    additionalProperties: false,
  },
  outputs: [{ name: 'count.json', type: 'json', maxBytes: 1024, required: true }],
  resources: { cpus: 1, memoryBytes: 32 << 20, scratchBytes: 1 << 20, pids: 16, gpus: 0 },
  maxSeconds: 100,
};

/** Publishes the algorithm of `support/small-algorithm`: counts rows after as many seconds as it is asked to wait. */
export function publishSmallAlgorithm(
  stack: Stack,
  image: OciImage,
  changes: { name?: string; entrypoint?: readonly string[] } = {},
): Promise<PublishedAlgorithm> {
  const { name = 'Count rows', entrypoint = smallManifest.entrypoint } = changes;
  return publishExampleAlgorithm(stack, image, {
    name,
    description: 'Counts the rows of every file, and says how many there are in all.',
    manifest: { ...smallManifest, entrypoint },
  });
}
