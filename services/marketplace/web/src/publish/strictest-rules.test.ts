import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { expect, test } from 'vitest';
import { strictestRules } from './strictest-rules.ts';

const open: DatasetRules = { release: 'auto', outputTypes: ['json', 'csv', 'onnx'], maxOutputBytes: 1000 };
const strict: DatasetRules = {
  release: 'review',
  outputTypes: ['csv', 'json'],
  maxOutputBytes: 5000,
  runtime: 'gvisor',
  reviewers: 2,
  buyers: 'listed',
  precision: 6,
  runsPerDay: 4,
};

test('what is made of several datasets begins with the strictest of each rule', () => {
  const rules = strictestRules([open, strict, { ...open, precision: 3, runsPerDay: 9 }]);
  expect(rules).toEqual({
    ...strict,
    outputTypes: ['json', 'csv'],
    maxOutputBytes: 1000,
    precision: 3,
    runsPerDay: 4,
  });
});

test('one dataset hands on its own rules, and none hands on nothing', () => {
  expect(strictestRules([strict])).toEqual(strict);
  expect(strictestRules([])).toBeUndefined();
});

test('where no type may leave all of them, the first one’s stand', () => {
  const rules = strictestRules([
    { ...open, outputTypes: ['onnx'] },
    { ...open, outputTypes: ['csv'] },
  ]);
  expect(rules?.outputTypes).toEqual(['onnx']);
});
