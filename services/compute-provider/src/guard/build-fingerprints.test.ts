import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFingerprints } from './build-fingerprints.ts';
import { scanOutputs } from './scan-outputs.ts';
import { unwrapLimits } from './unwrap.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-fingerprints-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const people = Array.from({ length: 30 }, (_, index) => ({
  name: `Person${index * 37} Surname${index * 91}`,
  born: `19${40 + index}-0${1 + (index % 9)}-1${index % 10}`,
  income: 20_000 + index * index * 37,
  city: ['Reef', 'Lagoon', 'Atoll'][index % 3],
}));
const text = (value: unknown) => Buffer.from(JSON.stringify(value));

async function found(file: string, content: string, output: Uint8Array) {
  await writeFile(join(directory, file), content);
  const secret = randomBytes(32);
  const { bytes, shape } = await buildFingerprints({ directory, files: [file], secret });
  const { datasets } = await scanOutputs({
    outputs: [{ name: 'out', type: 'json', bytes: output }],
    datasets: [{ dataset: '1', secret, table: bytes, shape }],
    limits: unwrapLimits,
  });
  return { records: datasets[0]?.records, shape };
}

test.each([
  ['people.json', JSON.stringify(people)],
  ['people.jsonl', people.map((each) => JSON.stringify(each)).join('\n')],
  [
    'people.csv',
    ['name,born,income,city', ...people.map((each) => Object.values(each).join(','))].join('\r\n'),
  ],
  [
    'people.tsv',
    ['name\tborn\tincome\tcity', ...people.map((each) => Object.values(each).join('\t'))].join('\n'),
  ],
  ['people.txt', people.map((each) => Object.values(each).join(' / ')).join('\n')],
])('records of %s are found as objects and as lists', async (file, content) => {
  expect((await found(file, content, text(people.slice(0, 10)))).records).toBeGreaterThanOrEqual(10);
  const lists = people.slice(0, 10).map((each) => Object.values(each));
  expect((await found(file, content, text(lists))).records).toBeGreaterThanOrEqual(10);
});

test('the header is no record, and records that say too little are counted as not covered', async () => {
  const { records, shape } = await found(
    'a.csv',
    'first_long_column,second_long_column,third_long_column\n1,2,3\n4,5,6\n',
    text('first_long_column,second_long_column,third_long_column'),
  );
  expect(records).toBe(0);
  expect(shape).toMatchObject({ records: 2, covered: 0 });
});

test('a table that breaks off its own rules is read as lines', async () => {
  const { records } = await found(
    'a.csv',
    `a,b\n"${'x'.repeat(5)}"y,1\n${people.map((each) => each.name + each.income).join('\n')}`,
    text(people.map((each) => each.name + each.income)),
  );
  expect(records).toBeGreaterThan(10);
});

test('a file that is neither table nor text has no records', async () => {
  const { shape } = await found('a.png', '\u0000\u0001binary', text('x'));
  expect(shape).toMatchObject({ records: 0, entries: 0 });
});

test('memory stays bounded: a line without end comes in pieces, a large table is thinned', async () => {
  const long = Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 99_991).join(' ');
  await writeFile(join(directory, 'long.txt'), long);
  const { shape } = await buildFingerprints({
    directory,
    files: ['long.txt'],
    secret: randomBytes(32),
    limit: 1000,
  });
  expect(shape.records).toBeGreaterThan(1);
  expect(shape.entries).toBeLessThanOrEqual(1000);
  expect(shape.sampling).toBeGreaterThan(0);
});
