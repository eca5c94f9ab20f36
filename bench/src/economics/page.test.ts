import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shown } from '../report.ts';
import { defaults } from './assumptions.ts';
import { parameters } from './parameters.ts';
import { valueOf } from './read-source.ts';
import { simulate } from './simulate.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/economics.md'), 'utf8');
const attacks = simulate(defaults);

test('every parameter of the list is what the sources say', () => {
  const stale = parameters.flatMap(({ name, value, bounds, sources }) =>
    sources.flatMap((source) => {
      const found = valueOf(readFileSync(join(root, source.file), 'utf8'), source.name);
      const told = new RegExp(`(?<![\\d,])${source.shown}(?![\\d,]*\\d)`).test(`${value} | ${bounds}`);
      return found === source.shown && told ? [] : [{ row: name, ...source, found, told }];
    }),
  );
  expect(stale).toEqual([]);
  expect(parameters.length).toBeGreaterThan(35);
});

test('the simulation plays with the defaults of the contracts', () => {
  const { order, curve, slashRate, expiryBuyerShare, callerShare, bondRate, rulingBuyerShare } = defaults;
  const played = [
    ['deploy.ts', 'feeRate', order.feeRate],
    ['Parameters.sol', 'slashRate', slashRate],
    ['Parameters.sol', 'buyerShare', expiryBuyerShare],
    ['Parameters.sol', 'callerShare', callerShare],
    ['Disputes.sol', 'bondRate', bondRate],
    ['Disputes.sol', 'buyerShare', rulingBuyerShare],
    ...Object.entries(curve).map(
      ([name, value]: [string, bigint]) => ['ProviderRegistry.sol', name, value] as const,
    ),
  ] as const;
  for (const [file, name, value] of played) {
    const text = readFileSync(join(root, 'packages/contracts/src', file), 'utf8');
    expect([name, valueOf(text, name)]).toEqual([name, value.toLocaleString('en')]);
  }
});

test('the page’s table is the list of parameters', () => {
  const table = page.split('## Parameters')[1]?.split('\n## ')[0] ?? '';
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').slice(1, -1));
  expect(rows.map((row) => row.map((cell) => cell.trim()))).toEqual(
    parameters.map(({ name, value, bounds, changedBy }) => [name, value, bounds, changedBy]),
  );
});

test('the page quotes every figure of the simulation as it is', () => {
  const quoted = [...page.matchAll(/\*\*([^*]+)\*\*<!-- ([a-z.-]+) -->/g)].map(
    ([, text, id]) => `${id}: ${text}`,
  );
  const simulated = attacks.flatMap(({ findings }) =>
    findings.map(({ id, value, unit }) => `${id}: ${shown(value)} ${unit}`),
  );
  expect([...new Set(quoted)].sort()).toEqual(simulated.sort());
});

test('the page has a section for every attack', () => {
  const missing = attacks.filter(({ name }) => !page.toLowerCase().includes(`### ${name}`.toLowerCase()));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test('what the page claims not to pay does not pay', () => {
  const paying = attacks
    .flatMap(({ findings }) => findings)
    .filter(({ value, bar }) => bar !== undefined && value > bar);
  expect(paying).toEqual([]);
});

test('the same figures come out of every run', () => {
  expect(simulate(defaults)).toEqual(attacks);
});
