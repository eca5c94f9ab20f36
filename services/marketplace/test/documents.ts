import { createHash } from 'node:crypto';
import type { AssetView } from '@atoll/schemas/asset';
import { formatAssetId } from '@atoll/schemas/ids';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { croissantContext } from '@atoll/schemas/metadata/dataset';
import { rawCidOf } from '@atoll/storage/verify-block';

/** What the dataset's document commits to. */
export const documentedCommitment = rawCidOf(new Uint8Array([1]));

export const dollar = `0x${'d0'.repeat(20)}` as const;
export const registry = `0x${'a5'.repeat(20)}` as const;

/** A dataset's document as its owner would publish it, with anything replaced. */
export function datasetBytes(changes: Record<string, unknown> = {}): Uint8Array {
  const field = (name: string, dataType: string, description: string) => ({
    '@type': 'cr:Field',
    '@id': `measurements/${name}`,
    name,
    description,
    dataType,
    source: { fileObject: { '@id': 'reef.csv' }, extract: { column: name } },
  });
  return new TextEncoder().encode(
    JSON.stringify({
      '@context': croissantContext,
      '@type': 'sc:Dataset',
      conformsTo: 'http://mlcommons.org/croissant/1.1',
      name: 'Reef temperatures',
      description: 'Water temperature and salinity at twelve stations, hourly.\nMeasured from 2019 to 2024.',
      license: 'https://creativecommons.org/licenses/by/4.0/',
      version: '1.0.0',
      creator: 'Lagoon Institute',
      distribution: [
        {
          '@type': 'cr:FileObject',
          '@id': 'reef.csv',
          name: 'reef.csv',
          contentUrl: 'urn:atoll:sealed:reef',
          contentSize: '1048576 B',
          encodingFormat: 'text/csv',
        },
      ],
      recordSet: [
        {
          '@type': 'cr:RecordSet',
          '@id': 'measurements',
          name: 'measurements',
          field: [
            field('station', 'sc:Text', 'where it was measured'),
            field('temperature', 'sc:Float', 'degrees Celsius at a depth of 2 m'),
            field('measured_at', 'sc:DateTime', 'in UTC'),
          ],
        },
      ],
      atoll: {
        kind: 'dataset',
        version: 1,
        commitment: documentedCommitment.toString(),
        bytes: 1_048_576,
        rows: 12_345,
        rules: { release: 'review', outputTypes: ['json', 'onnx'], maxOutputBytes: 16 * 1024 * 1024 },
      },
      ...changes,
    }),
  );
}

/** An algorithm's document. */
export function algorithmBytes(changes: Record<string, unknown> = {}): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      '@context': 'https://schema.org/',
      '@type': 'SoftwareApplication',
      name: 'Ridge regression',
      description: 'Fits a linear model with a penalty.',
      license: 'Apache-2.0',
      softwareVersion: '2.1.0',
      atoll: {
        kind: 'algorithm',
        manifest: {
          version: 1,
          image: { manifestDigest: `sha256:${'ab'.repeat(32)}`, repository: 'images.example/ridge' },
          entrypoint: ['/usr/bin/python3', '/app/train.py'],
          parameters: { type: 'object' },
          outputs: [{ name: 'model.onnx', type: 'onnx', maxBytes: 4_194_304, description: 'the model' }],
          resources: { cpus: 1, memoryBytes: 536_870_912 },
          maxSeconds: 600,
        },
      },
      ...changes,
    }),
  );
}

/** The asset that publishes these bytes, as an indexer shows it when it has verified them. */
export function assetOf(bytes: Uint8Array, tokenId: bigint, changes: Partial<AssetView> = {}): AssetView {
  const document = parseDocument(bytes);
  return {
    id: formatAssetId(31337, registry, tokenId),
    tokenId: tokenId.toString(),
    kind: document.atoll.kind,
    state: 'active',
    owner: `0x${'0e'.repeat(20)}`,
    version: 1,
    metadataDigest: `0x${createHash('sha256').update(bytes).digest('hex')}`,
    metadata: rawCidOf(bytes).toString(),
    commitment: `0x${'cc'.repeat(32)}`,
    terms: {
      token: dollar,
      price: '12500000',
      provider: `0x${'00'.repeat(20)}`,
      beneficiary: `0x${'00'.repeat(20)}`,
      derivativeRoyalty: 250,
      resaleRoyalty: 0,
      reviewWindow: 86_400,
    },
    publishedAt: 1_800_000_000,
    documentStatus: 'verified',
    document,
    ...changes,
  };
}
