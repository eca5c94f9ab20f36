import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildFingerprints } from './build-fingerprints.ts';
import { onnxModel } from './onnx-fixture.ts';
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

async function found(file: string, content: string | Uint8Array, output: Uint8Array) {
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

describe('columns and arrays', () => {
  const rows = Array.from({ length: 300 }, (_, row) => ({
    id: BigInt(100_000 + row * 7919),
    depth: ((row * 7919) % 9973) / 7,
    seen: new Date(Date.UTC(2020, row % 12, 1 + (row % 28), row % 24, (row * 7) % 60)),
    reef: `reef-${(row * 31) % 97}x${row}`,
  }));
  const columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'] = [
    { name: 'id', data: rows.map(({ id }) => id), type: 'INT64' },
    { name: 'depth', data: rows.map(({ depth }) => depth), type: 'DOUBLE' },
    { name: 'seen', data: rows.map(({ seen }) => seen), type: 'TIMESTAMP' },
    { name: 'reef', data: rows.map(({ reef }) => reef), type: 'STRING' },
  ];
  const lines = rows.map(({ id, depth, seen, reef }) =>
    [id, depth.toPrecision(6), seen.toISOString().slice(0, 19).replace('T', ' '), reef].join(','),
  );

  test.each(['SNAPPY', 'UNCOMPRESSED', 'GZIP', 'ZSTD', 'BROTLI'] as const)(
    'rows of a Parquet file (%s) in several row groups are found in a table',
    async (codec) => {
      const compressors = { GZIP: gzipSync, ZSTD: zstdCompressSync, BROTLI: brotliCompressSync };
      const file = Buffer.from(parquetWriteBuffer({ columnData, codec, compressors, rowGroupSize: 70 }));
      const { records, shape } = await found(
        'reef.parquet',
        file,
        Buffer.from(lines.slice(100, 120).join('\n')),
      );
      expect(records).toBeGreaterThanOrEqual(20);
      expect(shape.records).toBe(300 + Math.ceil(file.byteLength / 4096));
      // The file itself, too.
      expect((await found('reef.parquet', file, text(file.toString('base64')))).records).toBeGreaterThan(0);
    },
  );

  test('a Parquet file that cannot be read is compared by its bytes', async () => {
    const file = Buffer.concat([Buffer.from('PAR1'), randomBytes(20_000), Buffer.from('PAR1')]);
    expect((await found('a.parquet', file, text(file.toString('hex')))).records).toBeGreaterThanOrEqual(4);
  });

  const matrix = Array.from({ length: 50 }, () => Array.from({ length: 12 }, () => Math.random() * 100));
  test.each([
    ['<f8', (values: number[]) => Buffer.from(new Float64Array(values).buffer)],
    ['<f4', (values: number[]) => Buffer.from(new Float32Array(values).buffer)],
    ['>f8', (values: number[]) => Buffer.from(new Float64Array(values).buffer).swap64()],
  ])('rows of a NumPy array of %s are found as numbers of JSON', async (type, bytesOf) => {
    const file = npy(type, '(50, 12)', bytesOf(matrix.flat()));
    const out = text(matrix.slice(5, 15).map((row) => row.map((value) => Number(value.toPrecision(6)))));
    expect((await found('a.npy', file, out)).records).toBeGreaterThanOrEqual(9);
  });

  test('a list of integers, and an array in Fortran order', async () => {
    const list = Array.from({ length: 400 }, (_, index) => (index * 7919 * 31) % 99_991);
    const file = npy('<i4', '(400,)', Buffer.from(new Int32Array(list).buffer));
    expect((await found('a.npy', file, text(list.slice(37, 137)))).records).toBeGreaterThanOrEqual(6);
    const fortran = npy('<f8', '(12, 50)', Buffer.from(new Float64Array(matrix.flat()).buffer), 'True');
    expect((await found('b.npy', fortran, text(matrix[3]))).records).toBe(1);
  });

  test('an array of texts, or of nothing that it says, is compared by its bytes', async () => {
    const file = npy('<U10', '(500,)', randomBytes(20_000));
    expect((await found('a.npy', file, text(file.toString('base64')))).records).toBeGreaterThanOrEqual(4);
  });

  function npy(type: string, shape: string, data: Buffer, fortran = 'False'): Buffer {
    const header =
      `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`.padEnd(117) + '\n';
    const head = Buffer.from('\x93NUMPY\x01\x00..', 'latin1');
    head.writeUInt16LE(header.length, 8);
    return Buffer.concat([head, Buffer.from(header), data]);
  }
});

describe('files that are no tables', () => {
  const image = randomBytes(300_000);

  test.each([
    ['base64', image.toString('base64')],
    ['hex', image.toString('hex')],
    ['gzip in base64', gzipSync(image).toString('base64')],
    ['gzip in hex in base64', Buffer.from(gzipSync(image).toString('hex')).toString('base64')],
    ['the numbers of its bytes', [...image.subarray(0, 60_000)]],
    ['a part of 4 KiB', image.subarray(70_001, 74_097).toString('base64')],
  ])('a copy is found as %s', async (_name, copy) => {
    const { records, shape } = await found('a.png', image, text({ log: copy }));
    expect(records).toBeGreaterThan(0);
    expect(shape).toMatchObject({ records: 74, covered: 74 });
  });

  test('a copy within a model is found', async () => {
    const model = onnxModel([{ name: 'w', type: 2, raw: image, dims: [image.length] }]);
    expect((await found('a.png', image, model)).records).toBe(74);
  });

  test('a thumbnail of a KiB, and what begins in one piece of the reading and ends in the next', async () => {
    const thumbnail = randomBytes(1024);
    expect((await found('a.jpg', thumbnail, text(thumbnail.toString('base64')))).records).toBe(1);
    const large = randomBytes(5 << 20);
    const { records } = await found(
      'a.bin',
      large,
      text(large.subarray((4 << 20) - 3000, (4 << 20) + 3000).toString('base64')),
    );
    expect(records).toBeGreaterThan(0);
  });

  test('a text is found although its words are held together otherwise', async () => {
    const gene = Array.from({ length: 4000 }, () => 'ACGT'[randomInt(4)]).join('');
    const lines = (width: number) => gene.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';
    expect((await found('a.fa', lines(60), text(lines(80)))).records).toBeGreaterThan(0);
    const noise = Array.from({ length: 40 }, () => randomBytes(150).toString('base64'));
    expect((await found('a.txt', noise.join('\n'), Buffer.from(noise.join('x')))).records).toBeGreaterThan(0);
  });

  test('other bytes, padding and patterns are not', async () => {
    const padded = Buffer.concat([Buffer.alloc(50_000), Buffer.alloc(50_000, 'abcdefgh'), image]);
    const { shape } = await found('a.png', padded, text(randomBytes(500_000).toString('base64')));
    for (const other of [randomBytes(500_000), Buffer.alloc(100_000), Buffer.alloc(100_000, 'abcdefgh')])
      expect((await found('a.png', padded, text(other.toString('base64')))).records).toBe(0);
    expect(shape.contents).toBeGreaterThan(0);
  });
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
