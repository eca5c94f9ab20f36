import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = resolve(import.meta.dirname, 'fake-libcuda.c');

/** The one device that the fake driver has. */
export const fakeGpu = {
  uuid: 'GPU-11111111-2222-3333-4444-555555556666',
  model: 'Fake GPU',
  memoryBytes: 40 * 2 ** 30,
  index: 0,
};

/** Why a fake driver cannot be made here, or undefined where it can: it takes a C compiler and the right to make device nodes. */
export async function fakeDriverMissing(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'a fake GPU driver needs root, to make device nodes';
  try {
    await run('cc', ['--version']);
    return undefined;
  } catch {
    return 'a fake GPU driver needs a C compiler';
  }
}

/** Makes a tree with a driver: libcuda on ordinary memory, and nodes that are those of /dev/null. */
export async function makeFakeDriver(
  root: string,
  fault?: 'FORGETFUL' | 'OCCUPIED',
): Promise<{ root: string; nodes: readonly string[] }> {
  const library = join(root, '/usr/local/nvidia/lib64/libcuda.so.1');
  await mkdir(dirname(library), { recursive: true });
  await mkdir(join(root, 'dev'), { recursive: true });
  const defines = fault === undefined ? [] : [`-D${fault}`];
  await run('cc', ['-shared', '-fPIC', '-O1', ...defines, '-o', library, source]);
  const nodes = ['nvidia0', 'nvidiactl', 'nvidia-uvm'].map((name) => join(root, 'dev', name));
  for (const node of nodes) await run('mknod', ['-m', '666', node, 'c', '1', '3']);
  return { root, nodes };
}
