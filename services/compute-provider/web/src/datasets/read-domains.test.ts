import { expect, test } from 'vitest';
import { readDomains, type TypedDomain, untyped } from './read-domains.ts';

const read = (column: Partial<TypedDomain>) => readDomains({ 'a.csv': { age: { ...untyped, ...column } } });

test('a column of which nothing was said is left to its type', () => {
  expect(read({})).toEqual({ domains: {} });
});

test.each([
  [
    { kind: 'number', least: '0', most: '120' },
    { kind: 'number', min: 0, max: 120 },
  ],
  [
    { kind: 'dates', least: '2020-01-01', most: '2020-12-31' },
    { kind: 'dates', from: '2020-01-01', to: '2020-12-31' },
  ],
  [
    { kind: 'categories', values: ' benign\nmalignant\n\nbenign' },
    { kind: 'categories', values: ['benign', 'malignant'] },
  ],
] as const)('%o becomes %o', (typed, domain) =>
  expect(read(typed)).toEqual({ domains: { 'a.csv': { age: domain } } }),
);

test.each([
  { kind: 'number', least: '', most: '5' },
  { kind: 'number', least: '5', most: '5' },
  { kind: 'number', least: 'x', most: '5' },
  { kind: 'dates', least: '2021-01-01', most: '2020-01-01' },
  { kind: 'categories', values: ' \n ' },
] as const)('%o is told as wrong, by the column’s name', (typed) => {
  const found = read(typed);
  expect('wrong' in found && found.wrong[0]).toMatch(/^age: write /);
});
