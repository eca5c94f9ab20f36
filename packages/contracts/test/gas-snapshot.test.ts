import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** What forge says of the committed figures: empty where every call costs what it did. */
async function differences(): Promise<string> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { ...process.env, FORGE_SNAPSHOT_CHECK: 'true' };
  try {
    await run('npm', ['run', '--silent', 'forge-test', '--', '--match-contract', 'Gas'], { cwd, env });
    return '';
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && 'stderr' in error)
      return `${error.stdout}${error.stderr}`;
    throw error;
  }
}

test('every call costs the gas that is committed in snapshots/; `npm run snapshot` accepts a change', async () => {
  expect(await differences()).toBe('');
}, 180_000);
