import type { AlgorithmDocument } from '@atoll/schemas/metadata/algorithm';
import { croissantContext, type DatasetDocument } from '@atoll/schemas/metadata/dataset';
import type { Bytes32 } from '@atoll/schemas/ids';
import { DAG_PB, cidOfSha256 } from '@atoll/storage/digest';

export const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A dataset's document that commits to what the chain says. */
export function datasetDocument(input: {
  commitment: Bytes32;
  name?: string;
  description?: string;
}): DatasetDocument {
  const digest = Uint8Array.from(Buffer.from(input.commitment.slice(2), 'hex'));
  return {
    '@context': croissantContext,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: input.name ?? 'Reef temperatures',
    description: input.description ?? 'Daily temperatures of forty coral reefs.',
    license: 'CC-BY-4.0',
    version: '1.0.0',
    keywords: ['ocean', 'coral'],
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'reef.csv',
        name: 'reef.csv',
        contentUrl: 'urn:atoll:sealed:reef.csv',
        contentSize: '1024 B',
        encodingFormat: 'text/csv',
      },
    ],
    recordSet: [],
    atoll: {
      kind: 'dataset',
      version: 1,
      commitment: cidOfSha256(DAG_PB, digest).toString(),
      bytes: 1024,
      rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1_000_000 },
    },
  };
}

export function algorithmDocument(name = 'Logistic regression'): AlgorithmDocument {
  return {
    '@context': 'https://schema.org/',
    '@type': 'SoftwareApplication',
    name,
    description: 'Trains a classifier.',
    license: 'Apache-2.0',
    softwareVersion: '1.0.0',
    keywords: ['classification'],
    atoll: {
      kind: 'algorithm',
      manifest: {
        version: 1,
        image: {
          manifestDigest: `sha256:${'ab'.repeat(32)}`,
          repository: 'registry.example/atoll/train',
        },
        entrypoint: ['/usr/bin/python3', '/train.py'],
        workingDirectory: '/',
        environment: {},
        parameters: { type: 'object' },
        outputs: [{ name: 'metrics.json', type: 'json', maxBytes: 10_000, required: true }],
        resources: { cpus: 1, memoryBytes: 1 << 28, scratchBytes: 1 << 26, pids: 64, gpus: 0 },
        maxSeconds: 600,
      },
    },
  };
}
