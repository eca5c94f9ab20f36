import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of a few megabytes that a test can fill. */
export interface SmallDisk {
  readonly directory: string;
  /** Leaves so many bytes free, none unless given. */
  fill(leaveFree?: number): Promise<void>;
  /** Gives back what `fill` took. */
  empty(): Promise<void>;
  /** Unmounts it; nobody may use it any more. */
  remove(): Promise<void>;
}

/** Whether this process may mount a file system: root outside of a closed container. */
export function canMount(): boolean {
  // the effective capabilities as the kernel says them; CAP_SYS_ADMIN is number 21
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> 21n) & 1n) === 1n;
}

/** Mounts a file system of its own in memory. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', directory]);
  const ballast = join(directory, 'ballast');
  return {
    directory,
    fill: async (leaveFree = 0) => {
      const { bavail, bsize } = await statfs(directory);
      try {
        await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaveFree)));
      } catch (error) {
        // Somebody else wrote meanwhile: it is as full as it can be.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    },
    empty: () => rm(ballast, { force: true }),
    remove: async () => {
      await run('umount', ['--lazy', directory]);
      await rmdir(directory);
    },
  };
}
