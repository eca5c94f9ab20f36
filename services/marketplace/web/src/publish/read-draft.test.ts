import { expect, test } from 'vitest';
import { Draft } from './draft.ts';
import { documentOf, manifestOf, registrationOf, rulesOf, termsOf } from './read-draft.ts';

const token = { address: `0x${'11'.repeat(20)}`, symbol: 'tUSD', decimals: 6 };
const provider = `0x${'22'.repeat(20)}`;

test('rules are read as the provider takes them, and nothing that was left empty stands in them', () => {
  expect(rulesOf(Draft.parse({}))).toEqual({
    value: { release: 'review', outputTypes: ['json'], maxOutputBytes: 1 << 20 },
  });
  const wrong = rulesOf(Draft.parse({ rules: { outputTypes: [], maxOutput: 'much' } }));
  expect('wrong' in wrong && wrong.wrong.map((each) => each.split(':')[0])).toEqual([
    'outputTypes',
    'maxOutputBytes',
  ]);
});

test('a registration names its source and no credentials', () => {
  const draft = Draft.parse({
    localName: 'reef',
    source: { kind: 'http', urls: 'https://files.example/a.csv\n\n https://files.example/b.csv ' },
  });
  const read = registrationOf(draft);
  expect('value' in read && read.value.source).toEqual({
    kind: 'http',
    files: [
      { url: 'https://files.example/a.csv', name: 'a.csv' },
      { url: 'https://files.example/b.csv', name: 'b.csv' },
    ],
  });
});

test('a price keeps every digit, and one with more digits than the token has is refused', () => {
  const terms = (price: string) =>
    termsOf(Draft.parse({ providerAddress: provider, terms: { price, derivativeRoyalty: '2.5' } }), [token]);
  expect(terms('12.500001')).toMatchObject({
    value: { price: 12_500_001n, derivativeRoyalty: 250, reviewWindow: 3 * 86_400, provider },
  });
  expect(terms('0.0000001')).toEqual({ wrong: ['Price: At most 6 digits after the point'] });
  expect(terms('')).toEqual({ wrong: ['Price: Write a number such as 12.5'] });
});

test('a manifest is read from lines: command, variables, what it leaves', () => {
  const read = manifestOf(
    Draft.parse({
      kind: 'algorithm',
      program: {
        repository: 'registry.example/you/train',
        digest: `sha256:${'ab'.repeat(32)}`,
        entrypoint: '/usr/bin/python3\n/train.py',
        environment: 'MODE=fast=er',
        outputs: 'model.onnx onnx 1 MiB\nmetrics.json json 4 KiB',
      },
    }),
  );
  expect(read).toMatchObject({
    value: {
      entrypoint: ['/usr/bin/python3', '/train.py'],
      environment: { MODE: 'fast=er' },
      outputs: [
        { name: 'model.onnx', type: 'onnx', maxBytes: 1 << 20 },
        { name: 'metrics.json', type: 'json', maxBytes: 4096 },
      ],
      resources: { cpus: 1, memoryBytes: 512 << 20, gpus: 0 },
    },
  });
});

test('a dataset whose files are not registered has no document yet', () => {
  expect(documentOf(Draft.parse({ about: { name: 'A reef' } }))).toEqual({
    wrong: ['The files are not registered yet.'],
  });
});
