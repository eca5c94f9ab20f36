import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pack } from 'tar-stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildFingerprints } from './build-fingerprints.ts';
import { checkCsv } from './check-csv.ts';
import { checkJson } from './check-json.ts';
import type { CleanOutput } from './check-outputs.ts';
import type { Finding } from '@atoll/schemas/guard';
import { onnxModel } from './onnx-fixture.ts';
import { type DatasetPrints, scanOutputs } from './scan-outputs.ts';
import { unwrapLimits } from './unwrap.ts';

const folder = resolve(import.meta.dirname, '../../../../examples/breast-cancer/data');
const csv = readFileSync(resolve(folder, 'wdbc.csv'));
const [header = [], ...rows] = csv
  .toString()
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const numbers = rows.map((row) => row.slice(0, -1).map(Number));
const column = (index: number) => numbers.map((row) => row[index] ?? 0);
const json = (value: unknown) => checkJson('out.json', Buffer.from(JSON.stringify(value)), 17);

let dataset: DatasetPrints;
/** A table whose numbers have all the digits that a double has. */
const precise: { rows: number[][]; known?: DatasetPrints } = {
  rows: Array.from({ length: 400 }, () => Array.from({ length: 8 }, () => Math.random() * 1000)),
};
beforeAll(async () => {
  const secret = randomBytes(32);
  const { bytes, shape } = await buildFingerprints({ directory: folder, files: ['wdbc.csv'], secret });
  dataset = { dataset: '1', secret, table: bytes, shape };
  precise.known = await known(
    'precise.csv',
    ['a,b,c,d,e,f,g,h', ...precise.rows.map((row) => row.join(','))].join('\n'),
  );
});

/** Another dataset of one file. */
async function known(
  file: string,
  content: string | Uint8Array,
  secret = randomBytes(32),
): Promise<DatasetPrints> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-scan-'));
  try {
    await writeFile(join(directory, file), content);
    const { bytes, shape } = await buildFingerprints({ directory, files: [file], secret });
    return { dataset: '2', secret, table: bytes, shape };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function scan(bytes: Uint8Array, type: CleanOutput['type'] = 'json', of = dataset) {
  const { findings, datasets } = await scanOutputs({
    outputs: [{ name: 'out', type, bytes }],
    datasets: [of],
    limits: unwrapLimits,
  });
  return { findings, records: datasets[0]?.records ?? -1 };
}

/** Layers in which records were found, each as its steps without their places. */
const layersOf = (findings: readonly Finding[]) => [
  ...new Set(
    findings.flatMap((each) =>
      each.kind === 'records' ? [each.layer.map((step) => step.replace(/@.*/, '')).join(' ')] : [],
    ),
  ),
];

/** A zip with one member, by the format's own description; no directory, which a reader of members does not need. */
function zip(content: Buffer, method: 0 | 8): Buffer {
  const data = method === 8 ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(5, 26);
  return Buffer.concat([local, Buffer.from('a.csv'), data]);
}

async function tar(content: Buffer): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'member' }, content);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const inBase64 = (bytes: Uint8Array) => json({ log: Buffer.from(bytes).toString('base64') });

describe('a copy of the data is found', () => {
  test('as it is, with its share and its first places and no value of it', async () => {
    const { findings, records } = await scan(csv, 'csv');
    expect(records).toBe(569);
    expect(findings).toContainEqual({
      kind: 'records',
      output: 'out',
      layer: [],
      dataset: '1',
      match: 'row',
      records: 569,
      share: 1,
      first: [0, 1, 2, 3, 4].map((record) => ({ record, value: 31 + 31 * record })),
    });
    expect(JSON.stringify(findings)).not.toContain('17.99');
  });

  test.each<[string, (content: Buffer) => Uint8Array, string]>([
    ['gzip', (data) => inBase64(gzipSync(data)), 'base64 gzip'],
    ['zlib', (data) => inBase64(deflateSync(data)), 'base64 zlib'],
    ['deflate without a header', (data) => inBase64(deflateRawSync(data)), 'base64 deflate'],
    ['brotli', (data) => inBase64(brotliCompressSync(data)), 'base64 brotli'],
    ['zstd', (data) => inBase64(zstdCompressSync(data)), 'base64 zstd'],
    ['zip', (data) => inBase64(zip(data, 8)), 'base64 zip'],
    ['a zip that stores', (data) => inBase64(zip(data, 0)), 'base64'],
    [
      'gzip after other bytes',
      (data) => inBase64(Buffer.concat([randomBytes(99), gzipSync(data)])),
      'base64 gzip',
    ],
    [
      'gzip with a wrong checksum',
      (data) => inBase64(Buffer.concat([gzipSync(data).subarray(0, -8), Buffer.alloc(8)])),
      'base64 gzip',
    ],
    ['gzip that was cut off', (data) => inBase64(gzipSync(data).subarray(0, 9000)), 'base64 gzip'],
    ['hex', (data) => json([data.toString('hex')]), 'hex'],
    ['hex with blanks', (data) => json([data.toString('hex').replaceAll(/../g, '$& ')]), 'hex'],
    ['base64 for addresses', (data) => json({ a: data.toString('base64url') }), 'base64'],
    [
      'base64 over lines',
      (data) => json({ a: data.toString('base64').replaceAll(/.{76}/g, '$&\n') }),
      'base64',
    ],
    ['base64 in pieces', (data) => json(data.toString('base64').match(/.{1,60}/g)), 'base64'],
    [
      'hex in pieces',
      (data) =>
        json(
          gzipSync(data)
            .toString('hex')
            .match(/.{1,60}/g),
        ),
      'hex gzip',
    ],
    [
      'base64 in short pieces',
      (data) =>
        json(
          gzipSync(data)
            .toString('base64')
            .match(/.{1,9}/g),
        ),
      'base64 gzip',
    ],
    ['UTF-16', (data) => inBase64(Buffer.from(data.toString(), 'utf16le')), 'base64 wide'],
    [
      'UTF-16 of the other order, compressed',
      (data) => inBase64(gzipSync(Buffer.from(data.toString(), 'utf16le').swap16())),
      'base64 gzip wide',
    ],
    [
      'UTF-16 after much plain text',
      (data) => inBase64(Buffer.concat([Buffer.alloc(5000, '. '), Buffer.from(data.toString(), 'utf16le')])),
      'base64 wide',
    ],
    [
      'UTF-32, compressed',
      (data) => inBase64(gzipSync(Buffer.from(Uint32Array.from(data).buffer))),
      'base64 gzip wide',
    ],
    ['numbers of bytes', (data) => json([...gzipSync(data)]), 'bytes gzip'],
    ['numbers of bytes after one that is none', (data) => json([256, ...gzipSync(data)]), 'bytes gzip'],
    [
      'gzip, base64, hex',
      (data) => json([Buffer.from(gzipSync(data).toString('base64')).toString('hex')]),
      'hex base64 gzip',
    ],
    ['gzip in gzip in gzip', (data) => inBase64(gzipSync(gzipSync(gzipSync(data)))), 'base64 gzip gzip gzip'],
  ])('behind %s', async (_name, hide, layer) => {
    const { findings, records } = await scan(hide(csv));
    expect(layersOf(findings)).toContain(layer);
    expect(records).toBeGreaterThan(100);
  });

  test('in a zip within a tar', async () => {
    const { findings, records } = await scan(inBase64(await tar(zip(csv, 8))));
    expect(layersOf(findings)).toContain('base64 zip');
    expect(records).toBe(569);
  });

  test('as numbers of JSON without rows, even a single row', async () => {
    expect((await scan(json({ weights: numbers.slice(0, 20).flat() }))).records).toBe(20);
    expect((await scan(json({ weights: [0.5, ...(numbers[7] ?? []), 0.5] }))).records).toBe(1);
  });

  test('as a part of a row', async () => {
    expect((await scan(json({ weights: numbers[7]?.slice(9, 19) }))).records).toBe(1);
  });

  test('as objects, and with the columns in another order', async () => {
    const objects = rows
      .slice(0, 5)
      .map((row) => Object.fromEntries(row.map((value, i) => [header[i], value])));
    expect((await scan(json(objects))).records).toBeGreaterThanOrEqual(5);
    const turned = rows.map((row) => row.toReversed().join(';')).join('\n');
    const { findings } = await scan(Buffer.from(turned), 'text');
    expect(findings).toContainEqual(expect.objectContaining({ match: 'row', records: 569 }));
  });

  test('written otherwise: other digits, separators, quotes, case', async () => {
    const other = rows
      .slice(0, 50)
      .map((row) =>
        row.map((value) => (Number(value) ? Number(value).toExponential(8) : `"${value.toUpperCase()}"`)),
      )
      .map((row) => row.join(' | '));
    expect((await scan(Buffer.from(other.join('\n')), 'text')).records).toBe(50);
  });

  test.each(['float', 'double'] as const)('as %s rows of an ONNX initialiser', async (as) => {
    const { findings, records } = await scan(
      onnxModel([{ name: 'coefficients', values: numbers.slice(0, 30).flat(), as }]),
      'onnx',
    );
    expect(records).toBe(30);
    expect(layersOf(findings)).toEqual(['']);
  });

  test.each([
    ['int16 bytes', 5, (values: readonly number[]) => Buffer.from(new Int16Array(values).buffer)],
    ['int32 bytes', 6, (values: readonly number[]) => Buffer.from(new Int32Array(values).buffer)],
    [
      'int64 bytes',
      7,
      (values: readonly number[]) => Buffer.from(new BigInt64Array(values.map(BigInt)).buffer),
    ],
  ] as const)('integers as %s of an ONNX initialiser', async (_name, type, raw) => {
    const secret = randomBytes(32);
    const whole = Array.from({ length: 40 }, () => Array.from({ length: 9 }, () => randomInt(100, 30_000)));
    const own = await known(
      'whole.csv',
      ['a,b,c,d,e,f,g,h,i', ...whole.map((row) => row.join(','))].join('\n'),
      secret,
    );
    const model = onnxModel([{ name: 'w', type, raw: raw(whole.slice(0, 10).flat()), dims: [10, 9] }]);
    expect((await scan(model, 'onnx', own)).records).toBe(10);
    const packed = onnxModel([{ name: 'w', type: 7, packed: whole.slice(0, 10).flat(), dims: [10, 9] }]);
    expect((await scan(packed, 'onnx', own)).records).toBe(10);
  });

  test('column by column: in JSON, in a table beside other columns, in an ONNX initialiser', async () => {
    expect((await scan(json({ a: column(3) }))).records).toBeGreaterThan(60);
    const table = numbers.map((row, index) => [(index * 7) % 101, row[3], row[20]].join(',')).join('\n');
    expect((await scan(Buffer.from(table), 'csv')).records).toBeGreaterThan(60);
    const model = onnxModel([{ name: 'w', values: column(3), as: 'float' }]);
    expect((await scan(model, 'onnx')).records).toBeGreaterThan(60);
  });
});

describe('a copy that was rounded is found', () => {
  const copied = () => precise.rows.slice(0, 50);

  test.each([17, 12, 9, 7, 6, 5, 4])(
    'by the guard itself, to %i digits, in JSON and in CSV',
    async (precision) => {
      const table = checkCsv(
        't.csv',
        Buffer.from(
          `a,b,c,d,e,f,g,h\n${copied()
            .map((row) => row.join(','))
            .join('\n')}\n`,
        ),
        { precision },
      );
      const values = checkJson('a.json', Buffer.from(JSON.stringify(copied())), precision);
      for (const output of [table, values]) {
        const { records } = await scan(output, 'csv', precise.known);
        // The rows are drawn anew: of 50, one or two more are missed now and then.
        expect(records).toBeGreaterThanOrEqual(40);
      }
    },
  );

  test('to hundredths, whatever the size of the number', async () => {
    const cents = copied().map((row) => row.map((value) => Number((value * 37).toFixed(2)) / 37));
    expect((await scan(json(cents), 'json', precise.known)).records).toBeGreaterThan(25);
  });

  test('as floats of an ONNX initialiser, and with noise in the low bits', async () => {
    const values = copied().flat();
    const model = onnxModel([{ name: 'w', values, as: 'float' }]);
    expect((await scan(model, 'onnx', precise.known)).records).toBeGreaterThanOrEqual(45);
    const noisy = onnxModel([
      { name: 'w', values: values.map((each) => each * (1 + Math.random() * 1e-6)), as: 'double' },
    ]);
    expect((await scan(noisy, 'onnx', precise.known)).records).toBeGreaterThanOrEqual(40);
  });
});

describe('what no table of fingerprints sees, the bound is the size', () => {
  test('a few columns of a few rows under other names in another order', async () => {
    const parts = numbers
      .slice(0, 3)
      .map((row) => ({ a: row[20], b: row[3], c: row[11], d: row[0], e: row[27] }));
    expect((await scan(json(parts))).records).toBe(0);
  });
  test('values of which each was changed by one part in a hundred, or has three digits', async () => {
    const changed = numbers
      .slice(0, 20)
      .map((row) => row.map((value) => value * (1 + randomInt(5, 15) / 1000)));
    expect((await scan(json(changed))).records).toBe(0);
    const rough = precise.rows.slice(0, 50).map((row) => row.map((value) => Number(value.toPrecision(3))));
    expect((await scan(json(rough), 'json', precise.known)).records).toBe(0);
  });
});

describe('what an honest algorithm writes is not flagged', () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = (values: readonly number[]) =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const quantile = (values: readonly number[], part: number) =>
    values.toSorted((a, b) => a - b)[Math.round(part * (values.length - 1))] ?? 0;
  const columns = Array.from({ length: 30 }, (_, index) => column(index));

  test('metrics', async () => {
    const metrics = {
      positiveClass: 'malignant',
      rows: { train: 426, test: 143 },
      accuracy: 0.986014,
      f1: 0.980769,
      auc: 0.997694,
      confusionMatrix: { truePositive: 51, falsePositive: 0, falseNegative: 2, trueNegative: 90 },
      onnxMaxAbsoluteDifference: 3.1e-7,
    };
    expect(await scan(json(metrics))).toEqual({ findings: [], records: 0 });
  });

  test('a trained model: means, deviations and weights of each column', async () => {
    const means = columns.map(mean);
    const scales = columns.map(deviation);
    const weights = columns.map(() => 0);
    for (let round = 0; round < 200; round++) {
      for (const [at, row] of numbers.entries()) {
        const x = row.map((value, i) => (value - (means[i] ?? 0)) / (scales[i] ?? 1));
        const score = x.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
        const error = 1 / (1 + Math.exp(-score)) - (rows[at]?.[30] === 'malignant' ? 1 : 0);
        for (const [i, value] of x.entries()) weights[i] = (weights[i] ?? 0) - 0.001 * error * value;
      }
    }
    const model = onnxModel(
      [
        { name: 'mean', values: means },
        { name: 'scale', values: scales },
        { name: 'coefficients', values: weights },
      ].map((each) => ({ ...each, as: 'float' })),
    );
    expect(await scan(model, 'onnx')).toEqual({ findings: [], records: 0 });
  });

  test('a table of counts, means, quantiles and extremes', async () => {
    const describeTable = [
      ['statistic', ...header.slice(0, -1)],
      ['count', ...columns.map((values) => values.length)],
      ['mean', ...columns.map(mean)],
      ['std', ...columns.map(deviation)],
      ...[0, 0.25, 0.5, 0.75, 1].map((part) => [part, ...columns.map((values) => quantile(values, part))]),
    ];
    const table = describeTable.map((row) => row.join(',')).join('\n');
    expect(await scan(Buffer.from(table), 'csv')).toEqual({ findings: [], records: 0 });
    const turned =
      describeTable[0]?.map((_, i) => describeTable.map((row) => row[i]).join(',')).join('\n') ?? '';
    expect(await scan(Buffer.from(turned), 'csv')).toEqual({ findings: [], records: 0 });
  });

  test('predictions, random weights, counters, axes, prose', async () => {
    const predictions = rows.map((row, id) => `${id},${Math.random()},${row[30]}`).join('\n');
    const prose =
      'The diagnosis was malignant in 212 of 569 biopsies; radius_mean and texture_mean weigh most. '.repeat(
        50,
      );
    const values = Array.from({ length: 50_000 }, () => Math.random() - 0.5);
    const axis = Array.from({ length: 2000 }, (_, index) => index / 100);
    for (const bytes of [predictions, prose])
      expect((await scan(Buffer.from(bytes), 'text')).findings).toEqual([]);
    expect((await scan(onnxModel([{ name: 'w', values, as: 'float' }]), 'onnx')).findings).toEqual([]);
    for (const value of [axis, axis.map(Math.round), values.map((each) => Number(each.toFixed(3)))])
      expect((await scan(json(value))).findings).toEqual([]);
  });
});
