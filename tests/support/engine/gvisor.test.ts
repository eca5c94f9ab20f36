import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureGvisor } from './gvisor.ts';
import { findProgram, packageSystem } from './packages.ts';

const fetches = (await packageSystem()).canInstall && (await findProgram('runsc')) === undefined;
if (!fetches)
  console.log('skipped: gVisor is fetched on Debian and Ubuntu as root, where runsc is not installed');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-gvisor-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe.runIf(fetches)('gVisor for the private engine', () => {
  it('is unpacked once into the engine’s folder, and not installed', { timeout: 120_000 }, async () => {
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    // Two at once, as test processes may be.
    const [one, two] = await Promise.all([
      ensureGvisor({ directory, log }),
      ensureGvisor({ directory, log }),
    ]);
    if (one === undefined) return console.log(`skipped: ${lines.at(-1)}`);
    expect(two).toBe(one);
    expect(one.startsWith(`${directory}/`)).toBe(true);
    const { stdout } = await promisify(execFile)(one, ['--version']);
    expect(stdout).toContain('runsc version');
    expect(await readdir(directory)).toEqual(['gvisor']);
    expect(await findProgram('runsc')).toBeUndefined();
    const before = lines.length;
    expect(await ensureGvisor({ directory, log })).toBe(one);
    expect(lines).toHaveLength(before);
  });

  it('is done without, with the reason, where it cannot be fetched', async () => {
    const lines: string[] = [];
    // A system without sources.
    const sources = { uri: 'file:///nowhere', keyring: '/nowhere', suite: 'none' };
    const path = await ensureGvisor({ directory, log: (line) => void lines.push(line), sources: [sources] });
    expect(path).toBeUndefined();
    expect(lines.at(-1)).toMatch(/^the private engine has no gVisor: /);
    expect(await readdir(directory)).toEqual([]);
  });
});
