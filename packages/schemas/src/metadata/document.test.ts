import { describe, expect, test } from 'vitest';
import { canonicalJsonBytes } from '../canonical-json.ts';
import {
  MalformedMetadata,
  maxDocumentBytes,
  maxDocumentDepth,
  MetadataTooLarge,
  parseDocument,
} from './document.ts';
import { croissantContext } from './dataset.ts';

const cid = `bafkrei${'a'.repeat(52)}`;
const digest = `sha256:${'0'.repeat(64)}`;
const common = { name: 'Name', description: '', license: 'CC-BY-4.0' };
const software = {
  ...common,
  '@context': 'https://schema.org/',
  '@type': 'SoftwareApplication',
  softwareVersion: '1',
};
const file = {
  '@type': 'cr:FileObject',
  '@id': 'a.csv',
  name: 'a.csv',
  contentUrl: 'urn:atoll:sealed:a.csv',
  contentSize: '1 B',
  encodingFormat: 'text/csv',
};
const rules = { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1 };
const terms = { kind: 'dataset', version: 1, commitment: cid, bytes: 1, rules };
const dataset = {
  ...common,
  '@context': croissantContext,
  '@type': 'sc:Dataset',
  conformsTo: 'http://mlcommons.org/croissant/1.1',
  version: '1',
  distribution: [file],
  atoll: terms,
};
const image = { manifestDigest: digest, repository: 'registry.example/trainer' };
const output = { name: 'metrics.json', type: 'json', maxBytes: 100 };
const manifest = {
  version: 1,
  image,
  entrypoint: ['/bin/train'],
  parameters: {},
  outputs: [output],
  resources: { cpus: 1, memoryBytes: 16 << 20 },
  maxSeconds: 60,
};
const algorithm = (changes: object) => ({
  ...software,
  atoll: { kind: 'algorithm', manifest: { ...manifest, ...changes } },
});
const model = { ...software, atoll: { kind: 'model', onnx: { cid, size: 1 } } };

/** What the refusal says of the document, after its fixed start. */
function refusalOf(bytes: Uint8Array): string {
  try {
    parseDocument(bytes);
  } catch (cause) {
    if (cause instanceof MalformedMetadata) return String(cause.data['what']);
    throw cause;
  }
  return 'accepted';
}
const refusal = (document: unknown) => refusalOf(canonicalJsonBytes(document));
const text = (json: string) => new TextEncoder().encode(json);

test.each([
  ['dataset', dataset],
  ['algorithm', algorithm({})],
  ['model', model],
])('a minimal %s is taken', (kind, document) => {
  expect(parseDocument(canonicalJsonBytes(document)).atoll.kind).toBe(kind);
});

test('an algorithm may be an ONNX file without an entrypoint', () => {
  const onnx = { image: undefined, entrypoint: undefined, onnx: { cid, size: 1 } };
  expect(refusal(algorithm(onnx))).toBe('accepted');
});

describe('a manifest is refused, naming the field,', () => {
  test.each<[string, object, string]>([
    ['for an image beside an ONNX file', { onnx: { cid, size: 1 } }, ''],
    ['for neither image nor ONNX file', { image: undefined }, ''],
    ['for two images', { image: [image, image] }, '.image'],
    ['for an image without an entrypoint', { entrypoint: undefined }, '.entrypoint'],
    ['for an empty entrypoint', { entrypoint: [] }, '.entrypoint'],
    ['for a working directory in /proc', { workingDirectory: '/proc/self' }, '.workingDirectory'],
    ['for one that reaches it by a detour', { workingDirectory: '/./proc' }, '.workingDirectory'],
    ['for one that climbs to it', { workingDirectory: '/srv/../proc' }, '.workingDirectory'],
    ['for a working directory that is /dev', { workingDirectory: '/dev' }, '.workingDirectory'],
    ['for a relative working directory', { workingDirectory: 'srv' }, '.workingDirectory'],
    ['for LD_PRELOAD', { environment: { LD_PRELOAD: '/a.so' } }, '.environment.LD_PRELOAD'],
    [
      'for NVIDIA_VISIBLE_DEVICES',
      { environment: { NVIDIA_VISIBLE_DEVICES: 'all' } },
      '.environment.NVIDIA_VISIBLE_DEVICES',
    ],
    ['for PATH', { environment: { PATH: '/' } }, '.environment.PATH'],
    ['for a variable in lower case', { environment: { ld_preload: '' } }, '.environment.ld_preload'],
    ['for an output that climbs', { outputs: [{ ...output, name: '../x' }] }, '.outputs.0.name'],
    ['for an output in a folder', { outputs: [{ ...output, name: 'a/x' }] }, '.outputs.0.name'],
    ['for a hidden output', { outputs: [{ ...output, name: '.x' }] }, '.outputs.0.name'],
    ['for an output name of two lines', { outputs: [{ ...output, name: 'a\nb' }] }, '.outputs.0.name'],
    ['for two outputs of one name', { outputs: [output, output] }, '.outputs'],
    ['for no output', { outputs: [] }, '.outputs'],
    ['for a tag as digest', { image: { ...image, manifestDigest: 'latest' } }, '.image.manifestDigest'],
    [
      'for a tag in the repository',
      { image: { ...image, repository: 'registry.example/trainer:latest' } },
      '.image.repository',
    ],
    ['for an image that lies nowhere', { image: { manifestDigest: digest } }, '.image'],
    ['for a run of more than 30 days', { maxSeconds: 30 * 86_400 + 1 }, '.maxSeconds'],
  ])('%s', (_what, changes, path) => {
    expect(refusal(algorithm(changes))).toMatch(`atoll.manifest${path}: `);
  });
});

test('a working directory that is hard to match is refused at once', () => {
  const started = performance.now();
  for (const path of [`/${'a'.repeat(900)}!`, `/${'a'.repeat(1 << 19)}!`]) {
    expect(refusal(algorithm({ workingDirectory: path }))).toMatch('workingDirectory: ');
  }
  expect(performance.now() - started).toBeLessThan(1000);
});

test.each(['/', '/srv', '/srv/app/', '/process', '/a.b/..c'])('the working directory %s is taken', (path) => {
  expect(refusal(algorithm({ workingDirectory: path }))).toBe('accepted');
});

describe('a dataset is refused, naming the field,', () => {
  test.each<[string, object, string]>([
    ['without a file', { distribution: [] }, 'distribution'],
    [
      'for a file that tells where its bytes are',
      { distribution: [{ ...file, contentUrl: 'https://a.example/a.csv' }] },
      'distribution.0.contentUrl',
    ],
    ['for a link that runs a script', { url: 'javascript:alert(1)' }, 'url'],
    ['for another Croissant', { conformsTo: 'http://mlcommons.org/croissant/1.0' }, 'conformsTo'],
    [
      'for an output type that does not exist',
      { atoll: { ...terms, rules: { ...rules, outputTypes: ['exe'] } } },
      'atoll.rules.outputTypes.0',
    ],
    ['for a commitment that is no CID', { atoll: { ...terms, commitment: digest } }, 'atoll.commitment'],
  ])('%s', (_what, changes, path) => {
    expect(refusal({ ...dataset, ...changes })).toMatch(`${path}: `);
  });
});

test('a model without its file is refused', () => {
  expect(refusal({ ...model, atoll: { kind: 'model' } })).toMatch('atoll.onnx: ');
});

test.each(['null', '[]', '{}', '{"atoll":{"kind":"house"}}', '"dataset"'])('%s is no document', (json) => {
  expect(refusalOf(text(json))).toBe('atoll.kind must be dataset, algorithm or model');
});

test.each([
  ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ['no bytes', new Uint8Array()],
  ['half a document', text('{"atoll":')],
])('%s are refused as not being JSON', (_what, bytes) => {
  expect(refusalOf(bytes)).toBe('it is not JSON in UTF-8');
});

test('a document of 1 MiB is read, one byte more is refused', () => {
  const json = new TextDecoder().decode(canonicalJsonBytes(model));
  expect(parseDocument(text(json.padEnd(maxDocumentBytes))).name).toBe('Name');
  expect(() => parseDocument(text(json.padEnd(maxDocumentBytes + 1)))).toThrow(MetadataTooLarge);
});

const withParameters = (parameters: string) =>
  text(JSON.stringify(algorithm({})).replace('"parameters":{}', `"parameters":${parameters}`));

test.each(['1e308', '-1e41', '1e-41', '1e999'])(
  'a number that takes hundreds of digits is refused: %s',
  (number) => {
    const bytes = withParameters(`{"properties":[{"default":${number}}]}`);
    expect(refusalOf(bytes)).toBe(
      'atoll.manifest.parameters.properties.0.default: numbers are zero, or between 1e-40 and 1e40',
    );
  },
);

test.each(['0', '-1e40', '1e-40', '0.1'])('other numbers are not: %s', (number) => {
  const bytes = withParameters(`{"properties":[{"default":${number}}]}`);
  expect(refusalOf(bytes)).toBe('accepted');
});

test('a key named __proto__ is refused wherever it stands', () => {
  const inside = JSON.stringify(algorithm({})).replace(
    '"parameters":{}',
    '"parameters":{"properties":[{"__proto__":{"polluted":true}}]}',
  );
  expect(refusalOf(text(inside))).toBe(
    'atoll.manifest.parameters.properties.0.__proto__: this name is not allowed',
  );
  expect(refusalOf(text('{"__proto__":{"atoll":{"kind":"model"}}}'))).toBe(
    '__proto__: this name is not allowed',
  );
});

test('nesting is taken as deep as a schema needs, and refused beyond, however deep', () => {
  /** A document whose parameters hold lists, so many that its deepest container lies at the depth. */
  const nested = (depth: number) =>
    text(
      JSON.stringify(algorithm({})).replace(
        '"parameters":{}',
        `"parameters":{"a":${'['.repeat(depth - 4)}${']'.repeat(depth - 4)}}`,
      ),
    );
  expect(refusalOf(nested(maxDocumentDepth))).toBe('accepted');
  for (const depth of [maxDocumentDepth + 1, 400_000]) {
    expect(refusalOf(nested(depth))).toBe(`it is nested deeper than ${maxDocumentDepth} levels`);
  }
});
