import { expect, test } from 'vitest';
import { rowsThatFit } from './list-assets.ts';

test.each([
  ['all rows of small documents', [1, 1, 1], 3, 3],
  ['the limit and not the row that tells of a next page', [1, 1, 1, 99], 3, 3],
  ['rows up to the size of a page', [4, 4, 4, 1], 4, 2],
  ['one row that is larger than a page', [99, 1], 2, 1],
])('a page holds %s', (_what, bytes, limit, rows) => {
  expect(rowsThatFit(bytes, limit, 10)).toBe(rows);
});
