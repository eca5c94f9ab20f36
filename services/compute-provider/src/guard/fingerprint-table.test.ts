import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chanceMatches } from './chance.ts';
import { createFingerprinter, openTable, sealTable } from './fingerprint-key.ts';
import { falseMatchRate, FingerprintTable, TableBuilder } from './fingerprint-table.ts';

const word = () => Math.floor(Math.random() * 2 ** 32);
const print = () => ({ high: word(), low: word() });

function build(count: number, limit?: number) {
  const builder = new TableBuilder(limit);
  const entries = Array.from({ length: count }, (_, record) => ({ record, weak: word(), print: print() }));
  for (const each of entries) builder.add('row', each.record, each.weak, each.print);
  const { bytes, shape } = builder.finish({ records: count });
  return { entries, table: new FingerprintTable(bytes, shape), bytes, shape };
}

describe('a table of fingerprints', () => {
  test('finds all that is in it and nothing else', () => {
    const { entries, table, shape } = build(50_000);
    const missing = entries.filter(
      ({ record, weak, print: own }) => !table.mayHold(weak) || table.find(own)?.record !== record,
    );
    expect(missing).toEqual([]);
    expect(shape).toMatchObject({ entries: 50_000, covered: 50_000, sampling: 0 });
    const foreign = Array.from({ length: 100_000 }, print).filter((each) => table.find(each) !== undefined);
    expect(foreign).toEqual([]);
  });

  test('its first filter lets through what two of its bits let through: at most 2 in 100', () => {
    const { table } = build(50_000);
    let passed = 0;
    for (let look = 0; look < 100_000; look++) if (table.mayHold(word())) passed += 1;
    expect(passed).toBeLessThan(2000);
  });

  test('its false matches follow the formula: entries of a bucket over 2^48', () => {
    const { shape, entries, table } = build(20_000);
    expect(falseMatchRate(shape)).toBeCloseTo(20_000 / 2 ** shape.bucketBits / 2 ** 48, 25);
    // The bucket alone, 12 bits, is shared by about five entries; with the 16 bits of the upper half beside it hardly any is.
    const buckets = new Map<number, number>();
    for (const { print: own } of entries) {
      const bucket = own.high >>> (32 - shape.bucketBits);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    let sharing = 0;
    const looks = 20_000;
    for (let look = 0; look < looks; look++) sharing += buckets.get(word() >>> (32 - shape.bucketBits)) ?? 0;
    expect(sharing / looks / (20_000 / 2 ** shape.bucketBits)).toBeCloseTo(1, 0);
    const [{ print: own } = { print: print() }] = entries;
    expect(table.find({ high: own.high ^ 1, low: own.low })).toBeUndefined();
    expect(table.find({ high: own.high, low: own.low ^ 1 })).toBeUndefined();
  });

  test('what is more than its limit is thinned evenly, and it says how', () => {
    const { entries, table, shape } = build(10_000, 3000);
    expect(shape.sampling).toBe(2);
    const found = entries.filter(({ print: own }) => table.find(own) !== undefined).length;
    expect(found).toBe(shape.entries);
    expect(found).toBeGreaterThan(2200);
  });

  test('a run of values that occurs often is left out, a row is not', () => {
    const builder = new TableBuilder();
    const [run, row] = [print(), print()];
    for (let record = 0; record < 9; record++) {
      builder.add('sequence', record, 1, run);
      builder.add('row', record, 2, row);
    }
    const { bytes, shape } = builder.finish({ records: 9 });
    const table = new FingerprintTable(bytes, shape);
    expect(table.find(run)).toBeUndefined();
    expect(table.find(row)).toEqual({ kind: 'row', record: 0 });
  });

  test('reveals nothing at rest, and opens under its own secret alone', () => {
    const { bytes } = build(1000);
    const secret = randomBytes(32);
    const sealed = Buffer.concat(sealTable(secret, bytes));
    expect(Buffer.from(openTable(secret, sealed)).equals(Buffer.from(bytes))).toBe(true);
    expect(sealed.includes(Buffer.from(bytes.subarray(0, 64)))).toBe(false);
    expect(() => openTable(randomBytes(32), sealed)).toThrow();
    sealed[40] = (sealed[40] ?? 0) ^ 1;
    expect(() => openTable(secret, sealed)).toThrow();
  });

  test('the same values have other fingerprints under another secret, or as a row', () => {
    const run = { high: Uint32Array.of(1, 1, 1), low: Uint32Array.of(5, 6, 7) };
    const secret = randomBytes(32);
    const one = createFingerprinter(secret);
    expect(one('window', run, 0, 3)).toEqual(createFingerprinter(secret)('window', run, 0, 3));
    expect(one('window', run, 0, 3)).not.toEqual(one('row', run, 0, 3));
    expect(one('window', run, 0, 3)).not.toEqual(createFingerprinter(randomBytes(32))('window', run, 0, 3));
  });
});

test('chance explains no match of a common output, and a few of one that is looked up 10^10 times', () => {
  expect(chanceMatches(1e7, 1.7e-14)).toBe(0);
  expect(chanceMatches(0, 1e-14)).toBe(0);
  const some = chanceMatches(1e10, 1e-9);
  expect(some).toBeGreaterThan(20);
  expect(some).toBeLessThan(40);
});
