import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { buildFingerprints } from '@atoll/compute-provider/guard/build-fingerprints';
import { checkOutputs } from '@atoll/compute-provider/guard/check-outputs';
import { falseMatchRate, FingerprintTable } from '@atoll/compute-provider/guard/fingerprint-table';
import { onnxModel } from '@atoll/compute-provider/guard/onnx-fixture';
import { type DatasetPrints, scanOutputs } from '@atoll/compute-provider/guard/scan-outputs';
import { unwrapLimits } from '@atoll/compute-provider/guard/unwrap';
import type { Report } from './report.ts';

export const description =
  'the egress guard on outputs that hold no copy, beside plain sha-256 of the same bytes; false matches against 1,000,000 records';

const RECORDS = 1_000_000;
const COLUMNS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const ROUNDS = 3;
/** Rows that are in no record, of the same distribution as the records. */
const FOREIGN_ROWS = 1_000_000;

/**
 * Takes the fingerprints of a table of a million rows, then guards outputs of each kind that stem from the same distribution: what matches
 * there, matches by chance. Medians of three rounds, each followed by its floor. Needs about 60 MB in the temporary directory and 1 GB of memory.
 */
export async function run(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-bench-guard-'));
  try {
    report.progress(`writing ${RECORDS} records`);
    const bytes = await writeTable(join(folder, 'records.csv'), RECORDS);
    report.progress('taking fingerprints');
    const secret = randomBytes(32);
    const start = performance.now();
    const { bytes: table, shape } = await buildFingerprints({
      directory: folder,
      files: ['records.csv'],
      secret,
    });
    const seconds = (performance.now() - start) / 1000;
    report.figure({
      name: 'taking fingerprints of 1,000,000 records',
      value: round(bytes / 1e6 / seconds),
      unit: 'MB/s',
    });
    report.figure({
      name: 'size of the fingerprints',
      value: round(table.byteLength / RECORDS),
      unit: 'bytes a record',
    });
    const dataset: DatasetPrints = { dataset: '1', secret, table, shape };
    for (const kind of ['csv', 'json', 'onnx', 'packed'] as const) {
      report.progress(`guarding ${kind}`);
      await measure(report, folder, kind, dataset);
    }
    await measureFalseMatches(report, dataset);
    await measureBytes(report, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Five significant digits, as measurements have them. */
const value = () => (Math.random() * 1000).toFixed(2);
const row = () => COLUMNS.map(value);

async function writeTable(path: string, rows: number): Promise<number> {
  const file = createWriteStream(path);
  file.write(`${COLUMNS.join(',')}\n`);
  for (let done = 0; done < rows; done += 10_000) {
    const lines = Array.from({ length: 10_000 }, () => row().join(','));
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
  return file.bytesWritten;
}

function outputOf(kind: 'csv' | 'json' | 'onnx' | 'packed'): {
  type: 'csv' | 'json' | 'onnx';
  bytes: Uint8Array;
} {
  const rows = (count: number) => Array.from({ length: count }, row);
  switch (kind) {
    case 'csv':
      return {
        type: 'csv',
        bytes: Buffer.from([COLUMNS, ...rows(150_000)].map((each) => each.join(',')).join('\n')),
      };
    case 'json':
      return {
        type: 'json',
        bytes: Buffer.from(JSON.stringify({ values: rows(100_000).map((each) => each.map(Number)) })),
      };
    case 'onnx':
      return {
        type: 'onnx',
        bytes: onnxModel([
          { name: 'w', values: Array.from({ length: 2_000_000 }, () => Math.random() - 0.5), as: 'float' },
        ]),
      };
    case 'packed': {
      const packed = gzipSync(
        rows(100_000)
          .map((each) => each.join(','))
          .join('\n'),
      );
      return { type: 'json', bytes: Buffer.from(JSON.stringify({ log: packed.toString('base64') })) };
    }
  }
}

const titles = {
  csv: 'a table of numbers',
  json: 'numbers in JSON',
  onnx: 'an ONNX model of random weights',
  packed: 'gzip in base64 in JSON, by its size when opened',
};

async function measure(
  report: Report,
  folder: string,
  kind: keyof typeof titles,
  dataset: DatasetPrints,
): Promise<void> {
  const { type, bytes } = outputOf(kind);
  const directory = await mkdtemp(join(folder, 'outputs-'));
  await writeFile(join(directory, 'out'), bytes);
  const rates: number[] = [];
  const floors: number[] = [];
  let found = 0;
  for (let turn = 0; turn < ROUNDS; turn++) {
    const start = performance.now();
    const outputs = await checkOutputs({
      directory,
      declared: [{ name: 'out', type, maxBytes: 1 << 28, required: true }],
      rules: { outputTypes: [type], maxOutputBytes: 1 << 28 },
    });
    const scan = await scanOutputs({ outputs, datasets: [dataset], limits: unwrapLimits });
    // What was opened counts, and the output itself where nothing was.
    rates.push(scan.bytes / 1e6 / ((performance.now() - start) / 1000));
    found += scan.findings.length;
    const floor = performance.now();
    createHash('sha256').update(bytes).digest();
    floors.push(bytes.byteLength / 1e6 / ((performance.now() - floor) / 1000));
  }
  report.figure({ name: `guard, ${titles[kind]}`, value: round(median(rates)), unit: 'MB/s' });
  report.figure({ name: '  plain sha-256 (floor)', value: round(median(floors)), unit: 'MB/s' });
  report.figure({ name: '  findings', value: found, unit: 'findings', bar: 0 });
}

async function measureFalseMatches(report: Report, dataset: DatasetPrints): Promise<void> {
  let queries = 0;
  let matches = 0;
  for (let done = 0; done < FOREIGN_ROWS; done += 100_000) {
    report.progress(`looking ${done} foreign rows up`);
    const bytes = Buffer.from(Array.from({ length: 100_000 }, () => row().join(',')).join('\n'));
    const { datasets } = await scanOutputs({
      outputs: [{ name: 'out', type: 'text', bytes }],
      datasets: [dataset],
      limits: unwrapLimits,
    });
    queries += datasets[0]?.queries ?? 0;
    matches += datasets[0]?.records ?? 0;
  }
  const table = new FingerprintTable(dataset.table, dataset.shape);
  let passed = 0;
  const looks = 10_000_000;
  for (let look = 0; look < looks; look++)
    if (table.mayHold(Math.floor(Math.random() * 2 ** 32))) passed += 1;
  report.figure({ name: 'look-ups of foreign values', value: queries, unit: 'look-ups' });
  report.figure({ name: 'records matched by them', value: matches, unit: 'records', bar: 0 });
  report.figure({
    name: 'look-ups that pass the first filter',
    value: round((100 * passed) / looks),
    unit: '%',
  });
  report.note(
    `By the formula a foreign value matches with a probability of ${falseMatchRate(dataset.shape).toExponential(1)} ` +
      `(entries ${dataset.shape.entries}, 2^${dataset.shape.bucketBits} buckets, 48 bits each); measured: below ` +
      `${(3 / queries).toExponential(1)} with a confidence of 95 % where none matched.`,
  );
}

/** Bytes that no table has, as of images: their fingerprints, and what other bytes find among them. */
async function measureBytes(report: Report, folder: string): Promise<void> {
  report.progress('taking fingerprints of bytes');
  const image = randomBytes(64_000_000);
  await writeFile(join(folder, 'image.bin'), image);
  const secret = randomBytes(32);
  const start = performance.now();
  const { bytes: table, shape } = await buildFingerprints({
    directory: folder,
    files: ['image.bin'],
    secret,
  });
  const rate = image.byteLength / 1e6 / ((performance.now() - start) / 1000);
  report.figure({ name: 'taking fingerprints of 64 MB of bytes', value: round(rate), unit: 'MB/s' });
  const datasets: DatasetPrints[] = [{ dataset: '1', secret, table, shape }];
  const scan = (bytes: Uint8Array) =>
    scanOutputs({
      outputs: [
        {
          name: 'out',
          type: 'json',
          bytes: Buffer.from(JSON.stringify({ log: Buffer.from(bytes).toString('base64') })),
        },
      ],
      datasets,
      limits: unwrapLimits,
    });
  const begin = performance.now();
  const foreign = await scan(randomBytes(8_000_000));
  const seconds = (performance.now() - begin) / 1000;
  report.figure({
    name: 'guard, foreign bytes in base64 in JSON',
    value: round(foreign.bytes / 1e6 / seconds),
    unit: 'MB/s',
  });
  report.figure({ name: '  look-ups', value: foreign.datasets[0]?.queries ?? 0, unit: 'look-ups' });
  report.figure({
    name: '  blocks matched by them',
    value: foreign.datasets[0]?.records ?? 0,
    unit: 'blocks',
    bar: 0,
  });
  let found = 0;
  const parts = 200;
  for (let part = 0; part < parts; part++) {
    const at = Math.floor(Math.random() * (image.byteLength - 4096));
    const { datasets: totals } = await scan(image.subarray(at, at + 4096));
    if ((totals[0]?.records ?? 0) > 0) found += 1;
  }
  report.figure({
    name: 'copies of 4 KiB of it that are found',
    value: round((100 * found) / parts),
    unit: '%',
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const round = (number: number) => Math.round(number * 10) / 10;
