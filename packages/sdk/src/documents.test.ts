import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { expect, test } from 'vitest';
import { datasetDocument } from './dataset-document.ts';
import { rawCidOf, sha256 } from './digest.ts';
import { algorithmDocument } from './publish-algorithm.ts';

const digest = await sha256(new TextEncoder().encode('commitment'));
const snapshot = DatasetSnapshot.parse({
  name: 'breast-cancer',
  snapshot: 's1',
  commitment: { cid: rawCidOf(digest), digest },
  bytes: 1234,
  rules: { release: 'auto', outputTypes: ['json', 'onnx'], maxOutputBytes: 1_000_000 },
  files: [
    {
      path: 'data set.csv',
      bytes: 1200,
      encodingFormat: 'text/csv',
      rows: 569,
      columns: [
        { name: 'radius', type: 'float', nullable: false },
        { name: 'malignant', type: 'boolean', nullable: false },
      ],
    },
    { path: 'LICENSE', bytes: 34, encodingFormat: 'text/plain' },
  ],
});
const prose = { name: 'Breast cancer', description: 'Diagnostic', license: 'CC-BY-4.0', version: '1.0.0' };

test('a snapshot becomes a document that readers accept, with schema and sizes but no digest of content', () => {
  const columns = { 'data set.csv': { radius: 'mean radius' } };
  const document = datasetDocument(snapshot, { ...prose, columns });
  expect(parseDocument(canonicalJsonBytes(document))).toEqual(document);
  expect(document.atoll).toMatchObject({ commitment: snapshot.commitment.cid, bytes: 1234, rows: 569 });
  expect(document.recordSet).toHaveLength(1);
  expect(document.recordSet[0]?.field).toMatchObject([
    { name: 'radius', dataType: 'sc:Float', description: 'mean radius' },
    { name: 'malignant', dataType: 'sc:Boolean' },
  ]);
  expect(document.distribution[0]?.contentUrl).toBe('urn:atoll:sealed:data%20set.csv');
  expect(JSON.stringify(document)).not.toContain('sha256');
});

test('a description that breaks the schema is refused by field', () => {
  expect(() => datasetDocument(snapshot, { ...prose, datePublished: 'yesterday' })).toThrow('datePublished');
});

test('an algorithm’s document carries its manifest', () => {
  const manifest = AlgorithmManifest.parse({
    version: 1,
    image: { manifestDigest: `sha256:${'a'.repeat(64)}`, repository: 'registry.example/train' },
    entrypoint: ['/usr/bin/python3', '/app/train.py'],
    parameters: { type: 'object' },
    outputs: [{ name: 'metrics.json', type: 'json', maxBytes: 1000 }],
    resources: { cpus: 1, memoryBytes: 1 << 28 },
    maxSeconds: 60,
  });
  const { description, license, name } = prose;
  const document = algorithmDocument({ name, description, license, softwareVersion: '1.0.0' }, manifest);
  expect(parseDocument(canonicalJsonBytes(document))).toEqual(document);
  expect(document.atoll.manifest).toEqual(manifest);
});
