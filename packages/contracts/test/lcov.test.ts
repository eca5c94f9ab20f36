import { expect, test } from 'vitest';
import { parseLcov } from '../script/lcov.ts';

test('lines and branches are counted, and what no test reached is named', () => {
  const text =
    'TN:\nSF:src/A.sol\nDA:1,5\nDA:2,0\nFN:1,A.f\nBRDA:1,0,0,3\nBRDA:1,0,1,-\nBRDA:9,1,0,0\nend_of_record\n' +
    'TN:\nSF:src/B.sol\nDA:1,1\nend_of_record\n';
  expect(parseLcov(text)).toEqual([
    {
      path: 'src/A.sol',
      lines: { hit: 1, found: 2 },
      branches: { hit: 1, found: 3 },
      openBranches: [1, 9],
      openLines: [2],
    },
    {
      path: 'src/B.sol',
      lines: { hit: 1, found: 1 },
      branches: { hit: 0, found: 0 },
      openBranches: [],
      openLines: [],
    },
  ]);
});

test('a tracefile that is none is refused', () => {
  expect(() => parseLcov('DA:1,1\nend_of_record')).toThrow('names no source file');
  expect(() => parseLcov('SF:a\nDA:one,1\nend_of_record')).toThrow('"one,1"');
});
