import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MakeSample, type MakeSampleInput } from '@atoll/schemas/sample-api';
import { StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileCsv } from '../datasets/profile-csv.ts';
import type { StoredFile } from '../datasets/snapshot.ts';
import { buildFingerprints } from '../guard/build-fingerprints.ts';
import { scanOutputs } from '../guard/scan-outputs.ts';
import { unwrapLimits } from '../guard/unwrap.ts';
import { makeSampleFolder } from './make-sample-folder.ts';
import { secureRandom, seededRandom } from './random.ts';

const biopsies = resolve(import.meta.dirname, '../../../../examples/breast-cancer/data');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-sample-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function describe(directory: string, path: string): Promise<StoredFile> {
  const absolute = join(directory, path);
  const profile = path.endsWith('.csv') ? await profileCsv(absolute) : undefined;
  const { size } = await stat(absolute);
  return { path, bytes: size, modifiedNs: '0', leaves: '', encodingFormat: '', ...profile };
}

async function sampleOf(
  directory: string,
  paths: readonly string[],
  request: MakeSampleInput,
  seed?: string,
) {
  const output = await mkdtemp(join(folder, 'out-'));
  const files = await Promise.all(paths.map((path) => describe(directory, path)));
  const made = await makeSampleFolder({
    snapshot: 'test',
    directory,
    files,
    output,
    scratch: await mkdtemp(join(folder, 'scratch-')),
    request: MakeSample.parse(request),
    random: seed === undefined ? secureRandom() : seededRandom(seed),
  });
  return { ...made, output };
}

/** Bounds as a person who knows the field would give them, from no look at the rows. */
const measures: readonly [string, number, number][] = [
  ['radius', 5, 30],
  ['texture', 5, 45],
  ['perimeter', 30, 210],
  ['area', 100, 2600],
  ['smoothness', 0.05, 0.2],
  ['compactness', 0, 0.6],
  ['concavity', 0, 0.6],
  ['concave_points', 0, 0.25],
  ['symmetry', 0.1, 0.4],
  ['fractal_dimension', 0.04, 0.12],
];
const domains = {
  'wdbc.csv': Object.fromEntries([
    ...measures.flatMap(([name, min, max]) => [
      [`${name}_mean`, { kind: 'number', min, max, missing: false }],
      [`${name}_standard_error`, { kind: 'number', min: 0, max: (max - min) / 5, missing: false }],
      [`${name}_worst`, { kind: 'number', min, max: max * 1.3, missing: false }],
    ]),
    ['diagnosis', { kind: 'categories', values: ['malignant', 'benign'], missing: false }],
  ]),
} as MakeSampleInput['domains'];

/** Distance in total variation between the published shares and those of the data, for each column. */
function distances(statistics: StatisticsDocument, names: readonly string[], rows: readonly string[][]) {
  const [table] = statistics.tables;
  return (table?.columns ?? []).map((column) => {
    const at = names.indexOf(column.name);
    const cells =
      column.categories?.map(({ rows: count }) => count) ??
      column.bins?.map(({ rows: count }) => count) ??
      [];
    const sum = cells.reduce((total, count) => total + count, 0);
    const truth = new Array<number>(cells.length).fill(0);
    for (const row of rows) {
      const value = row[at] ?? '';
      const cell =
        column.categories?.findIndex(({ value: category }) => category === value) ??
        Math.max(
          0,
          (column.bins ?? []).findLastIndex(({ from }) => Number(value) >= Number(from)),
        );
      truth[cell] = (truth[cell] ?? 0) + 1;
    }
    const apart = (shares: readonly number[]) =>
      shares.reduce((total, share, cell) => total + Math.abs(share - (truth[cell] ?? 0) / rows.length), 0) /
      2;
    return {
      found: apart(cells.map((count) => count / sum)),
      even: apart(cells.map(() => 1 / cells.length)),
    };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const tableOf = (text: string) => {
  const [names = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return { names, rows };
};

test('at epsilon 1 the margins of the biopsies are nearer to the true ones than anything said without the data', async () => {
  const { statistics, output } = await sampleOf(biopsies, ['wdbc.csv'], { epsilon: 1, domains }, 'accuracy');
  StatisticsDocument.parse(statistics);
  const truth = tableOf(await readFile(join(biopsies, 'wdbc.csv'), 'utf8'));
  const apart = distances(statistics, truth.names, truth.rows);
  const [found, even] = [mean(apart.map((each) => each.found)), mean(apart.map((each) => each.even))];
  console.info(
    `biopsies, 31 columns, epsilon 1: mean total variation ${found.toFixed(3)}; even shares ${even.toFixed(3)}`,
  );
  expect(found).toBeLessThan(0.6 * even);
  const made = tableOf(await readFile(join(output, 'wdbc.csv'), 'utf8'));
  expect(made.names).toEqual(truth.names);
  expect(Math.abs(made.rows.length - 569)).toBeLessThan(300);
  for (const row of made.rows) {
    expect(row).toHaveLength(31);
    expect(row.slice(0, 30).every((value) => value !== '' && Number.isFinite(Number(value)))).toBe(true);
    expect(['malignant', 'benign']).toContain(row[30]);
  }
});

test('columns that depend on each other do so in the sample, where the table is large enough for it', async () => {
  const random = seededRandom('dependent');
  const lines = Array.from({ length: 20_000 }, () => {
    const depth = random.unit() * 100;
    const light = 100 - depth + random.unit() * 10;
    return `${depth.toFixed(2)},${light.toFixed(2)},${depth > 50 ? 'deep' : 'shallow'},${random.unit() < 0.1 ? '' : 7}`;
  });
  await writeFile(join(folder, 'reef.csv'), `depth,light,zone,count\n${lines.join('\n')}\n`);
  const reef: MakeSampleInput['domains'] = {
    'reef.csv': {
      depth: { kind: 'number', min: 0, max: 100, bins: 16 },
      light: { kind: 'private', bins: 16 },
      zone: { kind: 'categories', values: ['shallow', 'deep'] },
      count: { kind: 'number', min: 0, max: 10 },
    },
  };
  const { statistics, output } = await sampleOf(folder, ['reef.csv'], { epsilon: 1, domains: reef }, 'pairs');
  const { rows } = tableOf(await readFile(join(output, 'reef.csv'), 'utf8'));
  const agree =
    rows.filter(([depth, , zone]) => Number(depth) > 50 === (zone === 'deep')).length / rows.length;
  expect(agree).toBeGreaterThan(0.97);
  expect(Math.abs(rows.filter((row) => row[3] === '').length / rows.length - 0.1)).toBeLessThan(0.02);
  const [table] = statistics.tables;
  expect(table?.pairs.length).toBeGreaterThanOrEqual(2);
  expect(table?.columns.find(({ name }) => name === 'light')?.mean).toBeCloseTo(55, -1);
});

test('the same seed makes the same sample, and without one no two are alike', async () => {
  const request: MakeSampleInput = { epsilon: 1, rows: 50, domains };
  const texts = [];
  for (const seed of ['one', 'one', 'two', undefined, undefined]) {
    const { output } = await sampleOf(biopsies, ['wdbc.csv'], request, seed);
    texts.push(await readFile(join(output, 'wdbc.csv'), 'utf8'));
  }
  expect(texts[0]).toBe(texts[1]);
  expect(new Set(texts).size).toBe(4);
});

test('no row of the data is in the sample beyond chance, as the guard counts', async () => {
  const { output } = await sampleOf(biopsies, ['wdbc.csv'], { epsilon: 1, domains });
  const secret = new Uint8Array(32).fill(7);
  const { bytes, shape } = await buildFingerprints({ directory: biopsies, files: ['wdbc.csv'], secret });
  const scan = async (path: string) => {
    const outputs = [{ name: 'sample.csv', type: 'csv' as const, bytes: await readFile(path) }];
    const datasets = [{ dataset: 'biopsies', secret, table: bytes, shape }];
    const { datasets: found } = await scanOutputs({ outputs, datasets, limits: unwrapLimits });
    return found[0];
  };
  const sample = await scan(join(output, 'wdbc.csv'));
  const data = await scan(join(biopsies, 'wdbc.csv'));
  console.info(
    `guard: ${sample?.records} records of the data in the sample, ${sample?.chance} by chance; ${data?.records} in the data itself`,
  );
  expect(sample?.records).toBeLessThanOrEqual(sample?.chance ?? 0);
  expect(data?.records).toBe(569);
});

test('a Parquet table keeps its schema, and nothing else of the file', async () => {
  const rows = Array.from({ length: 4000 }, (_, row) => row);
  parquetWriteFile({
    filename: join(folder, 'sites.parquet'),
    kvMetadata: [{ key: 'note', value: 'Jane Doe, 5 Reef Street' }],
    columnData: [
      { name: 'id', type: 'INT64', data: rows.map(BigInt), nullable: false },
      { name: 'depth', type: 'DOUBLE', data: rows.map((row) => row % 40) },
      { name: 'live', type: 'BOOLEAN', data: rows.map((row) => row % 4 > 0) },
      { name: 'keeper', type: 'STRING', data: rows.map((row) => `Jane Doe ${row}`) },
      { name: 'seen', type: 'TIMESTAMP', data: rows.map((row) => new Date(1.6e12 + row * 1e7)) },
    ],
  });
  const { output, statistics, scannable } = await sampleOf(folder, ['sites.parquet'], {
    epsilon: 2,
    rows: 300,
    domains: {
      'sites.parquet': {
        id: { kind: 'number', min: 0, max: 9999 },
        depth: { kind: 'number', min: 0, max: 50, bins: 10 },
        keeper: { kind: 'text', distinct: 20 },
        seen: { kind: 'dates', from: '2020-01-01', to: '2024-12-31' },
      },
    },
  });
  const [before, after] = await Promise.all(
    [folder, output].map(async (at) => {
      const file = await asyncBufferFromFile(join(at, 'sites.parquet'));
      return { file, metadata: await parquetMetadataAsync(file) };
    }),
  );
  expect(after?.metadata.schema).toEqual(before?.metadata.schema);
  expect(after?.metadata.key_value_metadata ?? []).toEqual([]);
  const made = after === undefined ? [] : await parquetReadObjects(after);
  expect(made).toHaveLength(300);
  for (const row of made) {
    expect(row).toMatchObject({
      id: expect.any(BigInt),
      depth: expect.any(Number),
      live: expect.any(Boolean),
    });
    expect(row['seen']).toBeInstanceOf(Date);
    expect(row['keeper']).toMatch(/^text-([1-9]|1\d|20)$/);
  }
  expect((await readFile(join(output, 'sites.parquet'))).includes('Jane')).toBe(false);
  expect(statistics.tables[0]?.columns.find(({ name }) => name === 'keeper')).toEqual({
    name: 'keeper',
    kind: 'text',
  });
  expect(await readFile(scannable[0] ?? '', 'utf8')).toContain('id,depth,live,keeper,seen\n');
});

test('what does not fit its column is refused by name, and a file that is no table is named', async () => {
  await writeFile(join(folder, 'notes.txt'), 'see Jane');
  await writeFile(join(folder, 'small.csv'), 'depth,kind\n1.5,coral\n2,sponge\n');
  const make = (given: MakeSampleInput['domains']) =>
    sampleOf(folder, ['small.csv', 'notes.txt'], { epsilon: 1, rows: 5, domains: given });
  const refused = { code: 'invalid_parameters' };
  await expect(make({ 'small.csv': { depth: { kind: 'text' } } })).rejects.toMatchObject(refused);
  await expect(make({ 'small.csv': { none: { kind: 'text' } } })).rejects.toMatchObject(refused);
  await expect(make({ 'small.csv': { depth: { kind: 'number', min: 2, max: 1 } } })).rejects.toMatchObject(
    refused,
  );
  await expect(make({ 'other.csv': {} })).rejects.toMatchObject(refused);
  // Two rows do not stand out of any noise: bounds have to be given.
  await expect(make({})).rejects.toMatchObject(refused);
  const { statistics, preview } = await make({ 'small.csv': { depth: { kind: 'number', min: 0, max: 50 } } });
  expect(statistics.omitted).toEqual(['notes.txt']);
  expect(preview).toMatchObject([{ path: 'small.csv', columns: ['depth', 'kind'] }]);
  expect(JSON.stringify({ statistics, preview })).not.toMatch(/coral|sponge|Jane/);
});

test('one person in several rows costs as many times the noise', async () => {
  const spent = [];
  for (const rowsPerPerson of [1, 10]) {
    const { statistics } = await sampleOf(biopsies, ['wdbc.csv'], {
      epsilon: 1,
      rows: 5,
      rowsPerPerson,
      domains,
    });
    const parts = Object.values(statistics.tables[0]?.spent ?? {});
    spent.push(parts.reduce((sum, part) => sum + part, 0) * rowsPerPerson);
  }
  expect(Math.max(...spent)).toBeLessThanOrEqual(1.000_000_1);
  expect(Math.min(...spent)).toBeGreaterThan(0.999);
});
