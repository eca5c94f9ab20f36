import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitFolder } from '@atoll/storage/commitment';

export const description =
  'salted commitment of 1 GiB of files, beside plain node:crypto sha-256 of the same bytes';

const MIB = 1_048_576;
const ROUNDS = 3;
const BAR_MB_PER_SECOND = 200;

/** Two big files, some of a few MiB, many small ones: 1 GiB as a dataset has it. */
const files: readonly { path: string; size: number }[] = [
  { path: 'images/a.bin', size: 512 * MIB },
  { path: 'images/b.bin', size: 384 * MIB },
  ...Array.from({ length: 24 }, (_, index) => ({ path: `tables/${index}.parquet`, size: 4 * MIB + index })),
  ...Array.from({ length: 512 }, (_, index) => ({ path: `notes/${index}.json`, size: 65_536 - index })),
];
const totalBytes = files.reduce((sum, { size }) => sum + size, 0);

interface Report {
  figure(figure: { name: string; value: number; unit: string; bar?: number; atLeast?: boolean }): void;
  progress(text: string): void;
}

/**
 * Measures `commitFolder` and its floor, taking turns, on files that the page cache holds; medians of three rounds.
 * The folder is removed afterwards, also when it fails. Needs about 1 GiB in the temporary directory.
 */
export async function run(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-bench-commitment-'));
  try {
    report.progress(`writing ${files.length} files, ${Math.round(totalBytes / MIB)} MiB`);
    for (const file of files) await writeRandom(join(folder, file.path), file.size);
    report.progress('reading them once, so that both find them in the page cache');
    await hashPlainly(folder);

    const salt = randomBytes(32);
    const commitment: number[] = [];
    const plain: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      report.progress(`round ${round} of ${ROUNDS}`);
      plain.push(await megabytesPerSecond(() => hashPlainly(folder)));
      commitment.push(await megabytesPerSecond(() => commitFolder({ path: folder, salt })));
    }
    report.figure({
      name: 'commitFolder',
      value: median(commitment),
      unit: 'MB/s',
      bar: BAR_MB_PER_SECOND,
      atLeast: true,
    });
    report.figure({ name: 'node:crypto sha-256, streamed (floor)', value: median(plain), unit: 'MB/s' });
    report.figure({
      name: 'commitFolder as a share of the floor',
      value: Math.round((100 * median(commitment)) / median(plain)),
      unit: '%',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRandom(path: string, size: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    for (let written = 0; written < size; written += MIB) {
      await file.write(randomBytes(Math.min(MIB, size - written)));
    }
  } finally {
    await file.close();
  }
}

async function hashPlainly(folder: string): Promise<void> {
  for (const { path } of files) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, path), { highWaterMark: MIB }))
      hash.update(chunk);
    hash.digest();
  }
}

async function megabytesPerSecond(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(totalBytes / 1e6 / ((performance.now() - start) / 1000));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
