import { expect, test } from 'vitest';
import { parseCsv } from './parse-csv.ts';

test('fields, quotes, commas and line breaks within quotes are read as written', () => {
  expect(parseCsv('a,b\r\n1,"x, ""y""\nz"\r\n,last', 10)).toEqual([
    ['a', 'b'],
    ['1', 'x, "y"\nz'],
    ['', 'last'],
  ]);
});

test('no more rows are read than were asked for, and a last line break makes no row', () => {
  expect(parseCsv('a\n1\n2\n3\n', 2)).toEqual([['a'], ['1']]);
  expect(parseCsv('a\n1\n', 9)).toEqual([['a'], ['1']]);
  expect(parseCsv('', 9)).toEqual([]);
});
