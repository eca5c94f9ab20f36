import { readFileSync } from 'node:fs';

const fields = { peak: /^VmHWM:\s+(\d+) kB$/m } as const;

/** A file of a process, or nothing once the process has ended. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const gone =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
    if (gone) return undefined;
    throw error;
  }
}

const childrenOf = (pid: number): number[] =>
  (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** Follows the memory of a process and of what it starts. */
export interface MemoryWatch {
  /** Most bytes that were resident so far: the sum of each process's own peak, as the kernel has it. */
  peak(): number;
  stop(): void;
}

/** How often new processes of the tree are looked for; the peak of a known one is the kernel's own. */
const everyMs = 100;

/** @example const watch = watchMemory(child.pid); … watch.peak() / 1e6 // MB */
export function watchMemory(pid: number): MemoryWatch {
  const peaks = new Map<number, number>();
  const look = () => {
    for (const each of treeOf(pid)) {
      const kilobytes = fields.peak.exec(read(`/proc/${each}/status`) ?? '')?.[1];
      if (kilobytes !== undefined) peaks.set(each, Number(kilobytes) * 1024);
    }
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    peak: () => {
      look();
      return [...peaks.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
    stop: () => clearInterval(timer),
  };
}
