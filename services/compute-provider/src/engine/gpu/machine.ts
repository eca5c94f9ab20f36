import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';

/** What detection looks at; recorded trees and outputs stand in for it in tests. */
export interface GpuMachine {
  /** What every path begins with: empty on a real machine. */
  readonly root: string;
  /** Processor architecture, as Node names it. */
  readonly architecture: string;
  /** What nvidia-smi prints, however it ends; undefined where there is none. */
  readonly smi: (args: readonly string[]) => Promise<string | undefined>;
  /** What gVisor's program prints, e.g. of `nvproxy list-supported-drivers`; undefined where it cannot be run here. */
  readonly runsc: (path: string, args: readonly string[]) => Promise<string | undefined>;
  readonly isDeviceNode: (path: string) => Promise<boolean>;
}

const smiWithinMs = 20_000;

/** The machine that this process runs on. */
export function localMachine(): GpuMachine {
  return {
    root: '',
    architecture: process.arch,
    smi: (args) => printed('nvidia-smi', args),
    runsc: (path, args) => printed(path, args),
    isDeviceNode: async (path) => {
      const found = await stat(path).catch(() => undefined);
      return found?.isCharacterDevice() === true;
    },
  };
}

/** Programs are looked for where the system keeps them, not where a variable of this process points. */
const path =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/nvidia/bin:/usr/lib/wsl/lib';

function printed(program: string, args: readonly string[]): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const options = { env: { PATH: path, LC_ALL: 'C' }, timeout: smiWithinMs, maxBuffer: 1 << 20 };
  // What it prints when it fails says why; only one that is not there prints nothing at all.
  execFile(program, [...args], options, (error, stdout) => {
    const missing = error !== null && (error.code === 'ENOENT' || error.code === 'EACCES');
    resolve(missing ? undefined : stdout);
  });
  return promise;
}
