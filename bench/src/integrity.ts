import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckedSnapshot, checkIntegrity } from '@atoll/compute-provider/datasets/check-integrity';
import type { Report } from './report.ts';

export const description =
  'the check of a snapshot before a run, at sizes from 64 MiB to 64 GiB, beside a plain sha-256 of the whole';

const MIB = 1 << 20;
/** Sizes in MiB; a plain hash is taken up to the second bound, since it takes seconds per GiB. */
const sizes = [64, 256, 1024, 4096, 65_536];
const hashedUpTo = 4096;
const ROUNDS = 5;
/** How much longer the largest may take than the smallest: what reads a fixed number of blocks does not follow the size. */
const growthBar = 3;

/**
 * Measures `checkIntegrity` on one sparse file of each size, whose first MiB is random and whose other bytes are zeros: the blocks read and
 * hashed are the same as those of a full file, while the disk needs no 70 GB. Medians of five rounds; sizes are compared by their best
 * rounds, which other work on the machine disturbs least.
 */
export async function run(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-bench-integrity-'));
  try {
    const fastest: number[] = [];
    for (const size of sizes) {
      report.progress(`${size} MiB`);
      const snapshot = await sparseSnapshot(join(folder, String(size)), size);
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const start = performance.now();
        const { integrity } = await checkIntegrity(snapshot);
        if (integrity !== 'sampled') throw new Error(`${size} MiB were read in full`);
        rounds.push(performance.now() - start);
      }
      fastest.push(Math.min(...rounds));
      report.figure({
        name: `check before a run, ${size} MiB`,
        value: Math.round(median(rounds)),
        unit: 'ms',
      });
      if (size > hashedUpTo) continue;
      const start = performance.now();
      await hashWhole(join(snapshot.directory, 'data.bin'));
      report.figure({
        name: '  plain sha-256 of the whole',
        value: Math.round(performance.now() - start),
        unit: 'ms',
      });
    }
    const growth = Math.max(...fastest) / Math.min(...fastest);
    report.figure({
      name: 'slowest size as a multiple of the fastest, best rounds',
      value: Math.round(growth * 10) / 10,
      unit: 'times',
      bar: growthBar,
    });
    report.note(
      'Sparse files: blocks that no byte was written to are read as zeros without the disk. On a disk the 64 blocks cost 64 reads of 1 MiB.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A snapshot of one sparse file, with the leaves that its commitment has. */
async function sparseSnapshot(directory: string, mebibytes: number): Promise<CheckedSnapshot> {
  await mkdir(directory);
  const path = join(directory, 'data.bin');
  const first = randomBytes(MIB);
  const handle = await open(path, 'wx');
  try {
    await handle.write(first);
    await handle.truncate(mebibytes * MIB);
    await handle.chmod(0o444);
  } finally {
    await handle.close();
  }
  const zeros = createHash('sha256').update(Buffer.alloc(MIB)).digest();
  const leaves = Buffer.concat([
    createHash('sha256').update(first).digest(),
    ...Array.from({ length: mebibytes - 1 }, () => zeros),
  ]);
  const { mtimeNs } = await stat(path, { bigint: true });
  return {
    snapshot: 'bench',
    assetId: '1',
    directory,
    salt: Buffer.alloc(32),
    commitmentDigest: `0x${'00'.repeat(32)}`,
    bytes: mebibytes * MIB,
    files: [
      {
        path: 'data.bin',
        bytes: mebibytes * MIB,
        modifiedNs: mtimeNs.toString(),
        leaves: leaves.toString('base64'),
        encodingFormat: 'application/octet-stream',
      },
    ],
  };
}

async function hashWhole(path: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: MIB })) hash.update(chunk);
  hash.digest();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
