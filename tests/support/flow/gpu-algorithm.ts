import type { OciImage } from '@atoll/schemas/metadata/image';
import type { Stack } from '../stack/start.ts';
import { type PublishedAlgorithm, publishExampleAlgorithm } from './example-algorithm.ts';

/** Publishes the algorithm of `support/gpu-algorithm`: looks for a pattern in the memory of one GPU, computes, and leaves another pattern. */
export function publishGpuAlgorithm(stack: Stack, image: OciImage): Promise<PublishedAlgorithm> {
  const word = { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 };
  return publishExampleAlgorithm(stack, image, {
    name: 'Use a GPU',
    manifest: {
      entrypoint: ['/usr/bin/python3', '-I', '/algorithm/compute.py'],
      parameters: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: { lookFor: word, leave: word },
        required: ['lookFor', 'leave'],
        additionalProperties: false,
      },
      // Numbers of bytes are exact with 17 digits.
      outputs: [{ name: 'gpu.json', type: 'json', maxBytes: 4096, required: true, precision: 17 }],
      resources: { cpus: 1, memoryBytes: 1 << 30, scratchBytes: 16 << 20, pids: 64, gpus: 1 },
      maxSeconds: 300,
    },
  });
}
