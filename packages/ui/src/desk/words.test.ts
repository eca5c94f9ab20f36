import { GuardPolicy } from '@atoll/schemas/guard';
import { describe, expect, test } from 'vitest';
import { bytesInWords, parseBytes } from './bytes.ts';
import { findingInWords, verdictInWords } from './findings.ts';
import { policyChanges, policyInWords } from './policy.ts';
import { rulesInWords } from './rules.ts';

describe('sizes', () => {
  test('are said in the largest unit that fits, and read back as written', () => {
    expect([0, 1, 1023, 1024, 1500, 10 << 20, 3 * 1024 ** 4].map(bytesInWords)).toEqual([
      '0 bytes',
      '1 byte',
      '1023 bytes',
      '1 KiB',
      '1.46 KiB',
      '10 MiB',
      '3 TiB',
    ]);
    expect(['0', '64 KiB', '1.5 MiB', '10 mib', '12 B', '2 G'].map(parseBytes)).toEqual([
      { bytes: 0 },
      { bytes: 65_536 },
      { bytes: 1_572_864 },
      { bytes: 10_485_760 },
      { bytes: 12 },
      { bytes: 2 * 1024 ** 3 },
    ]);
  });

  test('that are none say how to write one', () => {
    for (const text of ['', '-1', '1e3', 'ten', '1 XB', '1 MiB or so'])
      expect(parseBytes(text)).toEqual({ wrong: 'Write a size such as 10 MiB' });
  });
});

describe('a policy', () => {
  const standard = GuardPolicy.parse({});

  test('is said in one sentence for each thing that can be set', () => {
    expect(policyInWords(standard)).toHaveLength(5);
  });

  test('that is another is said by what changes alone', () => {
    const stricter = GuardPolicy.parse({ onFinding: 'withhold', maxReleasedBytes: 10 << 20 });
    expect(policyChanges(standard, stricter)).toEqual([
      {
        before: 'Outputs with a finding are held for a decision.',
        after: 'Outputs with a finding are kept back without asking you.',
      },
      {
        before: 'There is no limit to how much may leave over time.',
        after: 'At most 10 MiB may ever leave, over all runs and buyers.',
      },
    ]);
    expect(policyChanges(standard, standard)).toEqual([]);
  });
});

test('a finding names places and numbers', () => {
  expect(
    findingInWords({
      kind: 'records',
      output: 'model.onnx',
      layer: ['base64@120', 'gzip'],
      dataset: 'reef',
      match: 'row',
      records: 3,
      share: 0.005,
      first: [{ record: 7, value: 0 }],
    }),
  ).toBe(
    'model.onnx (inside base64@120 → gzip) holds 3 record(s) of reef (0.50 % of it): whole rows; the first are records 7.',
  );
  expect(findingInWords({ kind: 'budget', dataset: 'reef', released: 512, asked: 1024, most: 1024 })).toBe(
    'reef has a budget of 1 KiB; 512 bytes have left, and this would be 1 KiB more.',
  );
  expect(verdictInWords({ verdict: 'hold', findings: [] })).toBe('The guard holds it for your decision.');
});

test('the rules of a dataset are said in full', () => {
  expect(
    rulesInWords({
      release: 'review',
      outputTypes: ['json', 'csv'],
      maxOutputBytes: 1 << 20,
      reviewers: 2,
      precision: 4,
      runtime: 'gvisor',
      buyers: 'listed',
      agreement: {
        title: 'For research',
        text: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
      },
      runsPerDay: 5,
    }),
  ).toEqual([
    'You look at every output before it is released.',
    'Only json, csv may leave, at most 1 MiB for each run.',
    'Two persons have to release an output that is held.',
    'Numbers leave with at most 4 significant digits.',
    'Algorithms run under gVisor or not at all.',
    'Only buyers on your list, which stays at your provider, are quoted.',
    'Buyers sign “For research” first.',
    'At most 5 runs start in 24 hours.',
  ]);
});
