import { join } from 'node:path';
import { ProcessFailed, startProcess } from '@atoll/tests/support/process';
import { watchMemory } from '../process-memory.ts';
import type { FloorParameters } from './copy-logs.ts';

export interface FloorRun {
  /** From the start of the process to its end. */
  readonly ms: number;
  readonly copied: number;
  readonly peakMemory: number;
}

/** Runs the floor in a process of its own. @throws ProcessFailed */
export async function runFloor(parameters: FloorParameters): Promise<FloorRun> {
  const start = performance.now();
  const floor = await startProcess({
    command: process.execPath,
    args: [join(import.meta.dirname, 'main.ts'), JSON.stringify(parameters)],
  });
  const watch = watchMemory(floor.pid);
  const { code } = await floor.exited;
  const ms = performance.now() - start;
  watch.stop();
  const copied = /^copied (\d+)$/m.exec(floor.output().join('\n'))?.[1];
  if (code !== 0 || copied === undefined)
    throw new ProcessFailed('the floor', `ended with ${code}`, floor.output());
  return { ms, copied: Number(copied), peakMemory: watch.peak() };
}
