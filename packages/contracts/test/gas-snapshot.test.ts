import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** What forge says of the committed figures: empty where every call costs what it did. It exits with 0 in either case. */
async function differences(): Promise<string> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { ...process.env, FORGE_SNAPSHOT_CHECK: 'true' };
  const filter = ['--match-contract', 'Gas'];
  const { stdout, stderr } = await run('npm', ['run', '--silent', 'forge-test', '--', ...filter], {
    cwd,
    env,
  });
  const told = `${stdout}${stderr}`;
  return /Suite result: ok/.test(told) && !/match snapshots|Snapshots differ/.test(told) ? '' : told;
}

test('every call costs the gas that is committed in snapshots/; `npm run snapshot` accepts a change', async () => {
  expect(await differences()).toBe('');
}, 180_000);
