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

/** Sends an interrupt once the demo has written a line; answers how long it then took to end. */
async function interruptAt(line: string): Promise<Run & { readonly milliseconds: number }> {
  let interruptedAt: number | undefined;
  const run = await runDemo([], (text, kill) => {
    if (interruptedAt !== undefined || !text.includes(line)) return;
    interruptedAt = performance.now();
    kill('SIGINT');
  });
  expect(interruptedAt, run.output).toBeDefined();
  return { ...run, milliseconds: performance.now() - (interruptedAt ?? 0) };
}

test(
  'a demo that is interrupted ends within five seconds, one that is left in peace plays a whole sale, and none leaves anything behind',
  { timeout: 300_000 },
  async () => {
    const engine = await ensureEngine({ log: () => undefined });
    try {
      const before = await findLeftovers(engine.socketPath);
      // Once the services run, and while the algorithm does; what comes after starts on what these left.
      for (const line of ['✓ start chain', '✓ the buyer orders']) {
        const { code, milliseconds } = await interruptAt(line);
        expect(milliseconds, line).toBeLessThan(5_000);
        expect(code, line).toBe(130);
        expect(await findLeftovers(engine.socketPath), line).toEqual(before);
      }
      const { code, output } = await runDemo(['--once']);
      expect(output).not.toContain('✗');
      expect(code, output).toBe(0);
      expect(output).toMatch(/accuracy\s+0\.9\d/);
      expect(await findLeftovers(engine.socketPath)).toEqual(before);
    } finally {
      await engine.stop();
    }
  },
);
