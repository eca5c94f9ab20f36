import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentWindows, denseBits, isTelling } from './content-windows.ts';
import { TableBuilder } from './fingerprint-table.ts';
import { readContent } from './read-content.ts';
import { Records } from './records.ts';

function telling(bytes: Uint8Array): { all: number; telling: number } {
  const counts = { all: 0, telling: 0 };
  contentWindows(bytes, 1, (window) => {
    counts.all += 1;
    if (isTelling(window)) counts.telling += 1;
  });
  return counts;
}

test.each([
  ['random bytes', randomBytes(5000)],
  ['a genome', Buffer.from(Array.from({ length: 5000 }, () => 'ACGT'[randomInt(4)]).join(''))],
  ['digits', Buffer.from(Array.from({ length: 5000 }, () => String(randomInt(10))).join(''))],
])('most windows of %s say enough', (_name, bytes) => {
  const counts = telling(bytes);
  expect(counts.telling / counts.all).toBeGreaterThan(0.9);
});

test.each([
  ['zeros', Buffer.alloc(5000)],
  ['a pattern', Buffer.alloc(5000, 'abcdefgh')],
  ['a weight that repeats', Buffer.from(new Float64Array(600).fill(0.1).buffer)],
  ['a picture of two colours', Buffer.from(Array.from({ length: 5000 }, () => 255 * randomInt(2)))],
])('no window of %s does', (_name, bytes) => {
  expect(telling(bytes).telling).toBe(0);
});

test('the same bytes have the same windows wherever they stand', () => {
  const ends = (bytes: Uint8Array, offset: number) => {
    const found: number[] = [];
    contentWindows(bytes, denseBits, (_window, end) => found.push(end - offset));
    return found.filter((end) => end >= 48);
  };
  const bytes = randomBytes(20_000);
  expect(ends(Buffer.concat([randomBytes(777), bytes]), 777)).toEqual(ends(bytes, 0));
});

test('a file that is read in pieces has the windows of the whole', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-content-'));
  try {
    const bytes = randomBytes(60_000);
    await writeFile(join(directory, 'a.bin'), bytes);
    let windows = 0;
    contentWindows(bytes, denseBits, () => (windows += 1));
    for (const pieceBytes of [40, 100, 8192]) {
      const table = new TableBuilder();
      await readContent(join(directory, 'a.bin'), new Records(randomBytes(32), table), pieceBytes);
      expect(table.finish({ records: 15 }).shape).toMatchObject({ contents: windows, covered: 15 });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
