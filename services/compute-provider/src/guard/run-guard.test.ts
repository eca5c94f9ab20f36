import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { GuardPolicy } from '@atoll/schemas/guard';
import { guardBounds, runBuild, runCheck, runGuard } from './run-guard.ts';
import type { DatasetPrints } from './scan-outputs.ts';
import { unwrapLimits } from './unwrap.ts';

let directory: string;
let dataset: DatasetPrints;
const rows = Array.from({ length: 200 }, () =>
  Array.from({ length: 6 }, () => (Math.random() * 1000).toFixed(3)),
);
const table = ['a,b,c,d,e,f', ...rows.map((row) => row.join(','))].join('\n');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-run-guard-'));
  await writeFile(join(directory, 'a.csv'), table);
  const secret = randomBytes(32);
  const { bytes, shape } = await runBuild({ directory, files: ['a.csv'], secret });
  dataset = { dataset: '1', secret, table: bytes, shape };
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const scan = (bytes: Uint8Array, bounds = guardBounds, limits = unwrapLimits) =>
  runGuard({ outputs: [{ name: 'out', type: 'json', bytes }], datasets: [dataset], limits }, bounds);
const policies = new Map([['1', GuardPolicy.parse({})]]);

test('what takes longer than the bound is ended, told, and held', async () => {
  const slow = Buffer.from(Array.from({ length: 400_000 }, () => Math.random()).join(','));
  const started = performance.now();
  const found = await scan(slow, { heapMiB: 512, scanMs: 300, scanMsPerMiB: 0 });
  expect(found.findings).toEqual([{ kind: 'unscanned', output: 'all', layer: [], limit: 'time' }]);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(decide({ scan: found, others: [], policies }).verdict).toBe('hold');
});

test('what takes more memory than the bound ends its process alone, is told, and held', async () => {
  // A JSON value of many small objects is many times its text.
  const large = Buffer.from(`[${'{"a":[1]},'.repeat(1_500_000)}1]`);
  const found = await scan(large, { heapMiB: 48, scanMs: 60_000, scanMsPerMiB: 0 });
  expect(found.findings).toEqual([{ kind: 'unscanned', output: 'all', layer: [], limit: 'memory' }]);
  expect(decide({ scan: found, others: [], policies }).verdict).toBe('hold');
});

test('a run of many MB beside a copy hides nothing', async () => {
  const run = gzipSync(Buffer.alloc(6 << 20, 'a')).toString('base64');
  const copy = Buffer.from(table).toString('base64');
  const found = await scan(Buffer.from(JSON.stringify({ run, copy })));
  expect(found.findings).toContainEqual(
    expect.objectContaining({ kind: 'records', match: 'row', records: 200 }),
  );
});

test('a table of millions of small integers passes', async () => {
  const found = await scan(Buffer.from('0\r\n'.repeat(4_400_000)));
  expect(decide({ scan: found, others: [], policies })).toMatchObject({ verdict: 'pass', findings: [] });
});

test('what the guard fails at is told and held, and not for somebody else to try again', async () => {
  const broken = { ...dataset, table: new Uint8Array(4) };
  const found = await runGuard({
    outputs: [{ name: 'out', type: 'json', bytes: Buffer.from('{}') }],
    datasets: [broken],
    limits: unwrapLimits,
  });
  expect(found.findings).toEqual([{ kind: 'unscanned', output: 'all', layer: [], limit: 'failure' }]);
  expect(decide({ scan: found, others: [], policies }).verdict).toBe('hold');
});

test('bombs within bombs are cut at their bound, and a copy beside them is found all the same', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(64 << 20)));
  const copy = Buffer.from(gzipSync(table).toString('hex')).toString('base64');
  const output = Buffer.from(JSON.stringify({ a: copy, b: bomb.toString('base64') }));
  const before = process.memoryUsage().rss;
  const found = await scan(output, guardBounds, { ...unwrapLimits, maxExpandedBytes: 8 << 20 });
  expect(found.findings).toContainEqual(expect.objectContaining({ kind: 'unscanned', limit: 'bytes' }));
  expect(found.findings).toContainEqual(
    expect.objectContaining({ kind: 'records', match: 'row', records: 200 }),
  );
  expect(found.bytes).toBeLessThan((8 << 20) + 3 * output.byteLength);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
});

test('a clean output within the bounds passes', async () => {
  const found = await scan(Buffer.from('{"accuracy":0.97}'));
  expect(decide({ scan: found, others: [], policies })).toMatchObject({ verdict: 'pass', findings: [] });
});

test('outputs that take more memory to parse than there is are refused, and so is what may not leave', async () => {
  const outputs = join(directory, 'outputs');
  await mkdir(outputs);
  const check = (heapMiB: number) =>
    runCheck(
      {
        directory: outputs,
        declared: [{ name: 'a.json', type: 'json', maxBytes: 1 << 26, required: true }],
        rules: { outputTypes: ['json'], maxOutputBytes: 1 << 26 },
      },
      { ...guardBounds, heapMiB },
    );
  await writeFile(join(outputs, 'a.json'), `[${'{},'.repeat(3_000_000)}1]`);
  await expect(check(64)).rejects.toMatchObject({ code: 'output_invalid' });
  await writeFile(join(outputs, 'a.json'), '{"a": 1.50}');
  const [clean] = await check(256);
  expect(Buffer.from(clean?.bytes ?? []).toString()).toBe('{"a":1.5}');
  await writeFile(join(outputs, 'b.json'), '1');
  await expect(check(256)).rejects.toMatchObject({ code: 'output_undeclared', hint: expect.any(String) });
});

test('outputs that the guard fails at are refused; a disk that fails is no fault of theirs', async () => {
  const outputs = join(directory, 'unreadable');
  const check = () =>
    runCheck({
      directory: outputs,
      declared: [{ name: 'a.csv', type: 'csv', maxBytes: 100, required: true }],
      // No number has no digits.
      rules: { outputTypes: ['csv'], maxOutputBytes: 100, precision: 0 },
    });
  await expect(check()).rejects.toThrow('ENOENT');
  await mkdir(outputs);
  await writeFile(join(outputs, 'a.csv'), 'a\n0.5\n');
  await expect(check()).rejects.toMatchObject({ code: 'output_invalid' });
});
