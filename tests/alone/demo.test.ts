import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ensureEngine } from '../support/engine.ts';
import { findLeftovers } from '../support/leftovers.ts';

const root = resolve(import.meta.dirname, '../..');

interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the demo command as a user would; `onOutput` may send signals. */
function runDemo(
  args: readonly string[],
  onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void,
) {
  return new Promise<Run>((done, fail) => {
    const child = spawn(process.execPath, ['demo/src/main.ts', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      onOutput?.(output, (signal) => child.kill(signal));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', fail);
    child.once('close', (code) => done({ code, output }));
  });
}

test('the demo plays a whole sale, twice, and leaves nothing behind', { timeout: 300_000 }, async () => {
  const engine = await ensureEngine({ log: () => undefined });
  try {
    const before = await findLeftovers(engine.socketPath);
    for (const round of [1, 2]) {
      const { code, output } = await runDemo(['--once']);
      expect(output, `round ${round}`).not.toContain('✗');
      expect(code, output).toBe(0);
      expect(output).toMatch(/accuracy\s+0\.9\d/);
      expect(await findLeftovers(engine.socketPath)).toEqual(before);
    }
  } finally {
    await engine.stop();
  }
});

test.each([
  { moment: 'once the services run', line: '✓ start chain' },
  { moment: 'while the algorithm runs', line: '✓ the buyer orders' },
])(
  'a demo that is interrupted $moment ends within five seconds and leaves nothing behind',
  { timeout: 120_000 },
  async ({ line }) => {
    const engine = await ensureEngine({ log: () => undefined });
    try {
      const before = await findLeftovers(engine.socketPath);
      let interruptedAt: number | undefined;
      const { code, output } = await runDemo([], (text, kill) => {
        if (interruptedAt !== undefined || !text.includes(line)) return;
        interruptedAt = performance.now();
        kill('SIGINT');
      });
      expect(interruptedAt, output).toBeDefined();
      expect(performance.now() - (interruptedAt ?? 0)).toBeLessThan(5_000);
      expect(code).toBe(130);
      expect(await findLeftovers(engine.socketPath)).toEqual(before);
    } finally {
      await engine.stop();
    }
  },
);
