import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { bindTo, lastCore } from './cores.ts';

const coresOf = (status: string) => /^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1];

test('what a bound process starts runs on the same cores', async () => {
  const before = coresOf(readFileSync('/proc/self/status', 'utf8')) ?? `0-${availableParallelism() - 1}`;
  onTestFinished(() => bindTo(before));
  await bindTo(lastCore);
  expect(coresOf(execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' }))).toBe(lastCore);
});
