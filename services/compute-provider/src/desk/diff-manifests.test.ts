import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { expect, test } from 'vitest';
import { diffManifests } from './diff-manifests.ts';

const digest = (pair: string) => `sha256:${pair.repeat(32)}`;
const base = {
  version: 1,
  image: { manifestDigest: digest('ab'), repository: 'registry.example/atoll/train' },
  entrypoint: ['/train'],
  environment: { THREADS: '1' },
  parameters: { type: 'object', properties: { folds: { type: 'integer', maximum: 9 } } },
  outputs: [
    { name: 'metrics.json', type: 'json', maxBytes: 1000 },
    { name: 'table.csv', type: 'csv', maxBytes: 1000, maxRows: 10 },
  ],
  resources: { cpus: 1, memoryBytes: 64 << 20 },
  maxSeconds: 60,
};
const manifest = (changes: Readonly<Record<string, unknown>> = {}) =>
  AlgorithmManifest.parse({ ...base, ...changes });
const diff = (changes: Readonly<Record<string, unknown>>) => diffManifests(manifest(), manifest(changes));

test('a manifest is not different from itself, whatever order its keys were written in', () => {
  expect(diffManifests(manifest(), manifest())).toEqual([]);
  expect(
    diff({ parameters: { properties: { folds: { maximum: 9, type: 'integer' } }, type: 'object' } }),
  ).toEqual([]);
});

test('what may leave comes first, then what runs, then what it is told and uses', () => {
  const changes = diff({
    maxSeconds: 90,
    resources: { ...base.resources, gpus: 1 },
    parameters: { type: 'object' },
    environment: { THREADS: '2', MODE: 'all' },
    entrypoint: ['/train', '--all'],
    image: { manifestDigest: digest('cd'), repository: 'registry.example/other' },
    outputs: [{ name: 'metrics.json', type: 'text', maxBytes: 2000 }, base.outputs[1]],
  });
  expect(changes.map(({ part, pointer }) => `${part} ${pointer}`)).toEqual([
    'outputs /outputs/0/maxBytes',
    'outputs /outputs/0/type',
    'image /image/manifestDigest',
    'entrypoint /entrypoint',
    'environment /environment/MODE',
    'environment /environment/THREADS',
    'parameters /parameters/properties',
    'resources /resources/gpus',
    'maxSeconds /maxSeconds',
    'imageSource /image/repository',
  ]);
  expect(changes[0]).toMatchObject({ change: 'changed', before: 1000, after: 2000, widens: true });
});

test('an output is known by its name: moving it is no change, another name is one more and one less', () => {
  expect(diff({ outputs: base.outputs.toReversed() })).toEqual([]);
  const changes = diff({ outputs: [{ name: 'rows.csv', type: 'csv', maxBytes: 1 }, base.outputs[1]] });
  expect(changes).toMatchObject([
    { change: 'added', pointer: '/outputs/0', after: { name: 'rows.csv' }, widens: true },
    { change: 'removed', pointer: '/outputs/0', before: { name: 'metrics.json' }, widens: false },
  ]);
});

test.each([
  ['no limit of rows any more', { maxRows: undefined }, true],
  ['a higher limit of rows', { maxRows: 11 }, true],
  ['a lower limit of rows', { maxRows: 9 }, false],
  ['more digits than the default', { precision: 17 }, true],
  ['fewer digits than the default', { precision: 2 }, false],
  ['fewer bytes', { maxBytes: 10 }, false],
  ['another sentence about it', { description: 'harmless' }, false],
])('of an output, %s widens: %o gives %o', (_what, change, widens) => {
  expect(diff({ outputs: [base.outputs[0], { ...base.outputs[1], ...change }] })).toMatchObject([{ widens }]);
});

test('a limit within the parameters that is gone is found by its pointer', () => {
  const parameters = {
    type: 'object',
    properties: { folds: { type: 'integer' }, 'a/b~c': { type: 'string' } },
  };
  expect(diff({ parameters }).map(({ pointer, change }) => [pointer, change])).toEqual([
    ['/parameters/properties/a~1b~0c', 'added'],
    ['/parameters/properties/folds/maximum', 'removed'],
  ]);
});

test('a schema that is all new is one change, so that nothing drowns in it', () => {
  const properties = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`p${n}`, { type: 'string' }]));
  expect(diff({ parameters: { type: 'object', properties } })).toMatchObject([{ pointer: '/parameters' }]);
});

test('an image that takes the place of an ONNX file shows both', () => {
  const onnx = { cid: `bafkrei${'a'.repeat(52)}`, size: 10 };
  const before = manifest({ image: undefined, entrypoint: undefined, onnx });
  expect(diffManifests(before, manifest()).map(({ pointer, change }) => [pointer, change])).toEqual([
    ['/image', 'added'],
    ['/onnx', 'removed'],
    ['/entrypoint', 'added'],
  ]);
});

test('providers that may run it: naming fewer narrows, naming none any more widens', () => {
  const named = manifest({ providers: [`0x${'11'.repeat(20)}`] });
  expect(diffManifests(named, manifest())).toMatchObject([{ part: 'providers', widens: true }]);
});
