import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answers } from './find-engine.ts';
import { enginePlaces, holdPrivateEngine } from './hold-private-engine.ts';
import { ask, findProgram, packageSystem } from './packages.ts';

const possible = (await packageSystem()).canInstall && (await findProgram('dockerd')) !== undefined;
if (!possible) console.log('skipped: a private engine needs Debian or Ubuntu, root and docker.io');

let directory: string;
let places: ReturnType<typeof enginePlaces>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-private-engine-'));
  places = enginePlaces(directory);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await vi.waitUntil(async () => (await processes()).length === 0, { timeout: 10_000 });
  await rm(directory, { recursive: true, force: true });
});

/** Another process that holds the engine until it is killed. */
async function holdElsewhere(): Promise<ChildProcess> {
  const module = JSON.stringify(join(import.meta.dirname, 'hold-private-engine.ts'));
  const code = `
    const { holdPrivateEngine } = await import(${module});
    await holdPrivateEngine({ directory: ${JSON.stringify(directory)}, log: () => {} });
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

/** Command lines of what belongs to this test's engine. */
async function processes(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
    if (
      /keeper\.ts|dockerd|containerd/.test(command) &&
      (command.includes(directory) || command.includes(places.run))
    ) {
      found.push(command);
    }
  }
  return found;
}

describe.runIf(possible)('a private engine', () => {
  it('is shared, and ends within 5 s when its last user lets go', { timeout: 30_000 }, async () => {
    const hold = () => holdPrivateEngine({ directory, log: () => undefined });
    const [one, two] = await Promise.all([hold(), hold()]);
    expect(one.socketPath).toBe(two.socketPath);
    expect((await processes()).filter((command) => command.includes('dockerd'))).toHaveLength(1);
    await one.stop();
    expect(await answers(two.socketPath)).toBe(true);
    const started = performance.now();
    await two.stop();
    await two.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(existsSync(places.run)).toBe(false);
  });

  it('leaves no mount and no folder, whatever was mounted in it', { timeout: 30_000 }, async () => {
    const { stop } = await holdPrivateEngine({ directory, log: () => undefined });
    await mkdir(join(places.run, 'left'));
    await ask('mount', ['-t', 'tmpfs', 'tmpfs', join(places.run, 'left')]);
    await stop();
    expect(existsSync(places.run)).toBe(false);
    expect(await readFile('/proc/self/mounts', 'utf8')).not.toContain(places.run);
  });

  it('ends when its last user is killed', { timeout: 30_000 }, async () => {
    const user = await holdElsewhere();
    expect(await answers(places.socket)).toBe(true);
    user.kill('SIGKILL');
    await vi.waitUntil(async () => (await processes()).length === 0, { timeout: 10_000 });
    expect(existsSync(places.run)).toBe(false);
  });

  it(
    'ends with its keeper, and the next user starts it anew over what was left',
    { timeout: 30_000 },
    async () => {
      await holdElsewhere();
      const keeper = await keeperPid();
      process.kill(keeper, 'SIGKILL');
      await vi.waitUntil(async () => (await processes()).length === 0, { timeout: 10_000 });
      expect(existsSync(places.run)).toBe(true);
      const next = await holdPrivateEngine({ directory, log: () => undefined });
      expect(await answers(next.socketPath)).toBe(true);
      await next.stop();
    },
  );
});

async function keeperPid(): Promise<number> {
  for (const name of await readdir('/proc')) {
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('keeper.ts') && command.includes(directory)) return Number(name);
  }
  throw new Error('the engine has no keeper');
}
