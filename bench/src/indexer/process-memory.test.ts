import { startProcess } from '@atoll/tests/support/process';
import { expect, onTestFinished, test } from 'vitest';
import { watchMemory } from './process-memory.ts';

/** A shell whose child takes memory and gives it back. */
const script = `node -e "Buffer.alloc(150e6, 1); console.log('ready'); setInterval(() => {}, 1e6)" ; true`;

test('the peak counts what a child of the process once had', async () => {
  const running = await startProcess({
    command: 'sh',
    args: ['-c', script],
    ready: (line) => (line === 'ready' ? true : undefined),
  });
  onTestFinished(async () => {
    await running.stop();
  });
  const watch = watchMemory(running.pid);
  watch.stop();
  expect(watch.peak()).toBeGreaterThan(150e6);
  expect(watch.peak()).toBeLessThan(400e6);
});
