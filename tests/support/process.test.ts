import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { ProcessFailed, startProcess } from './process.ts';
import { cleanLeftovers, removeTemporary, runDirectory, startOf } from './run-files.ts';
import { waitFor } from './wait.ts';

const node = process.execPath;

function runFiles(): string[] {
  return existsSync(runDirectory) ? readdirSync(runDirectory) : [];
}

/** Puts a whole file in place at once, since others may read it at any moment. */
function putRunFile(path: string, run: object): void {
  writeFileSync(`${path}.tmp`, JSON.stringify(run));
  renameSync(`${path}.tmp`, path);
}

function gone(pid: number): Promise<true> {
  return waitFor(`the end of process ${pid}`, () => (startOf(pid) === undefined ? true : undefined));
}

test('a process is ready when its line says so, and stops with everything it has started', async () => {
  const running = await startProcess({
    command: '/bin/sh',
    args: ['-c', 'sleep 600 & echo "child $!"; wait'],
    ready: (line) => /^child (\d+)$/.exec(line)?.[1],
  });
  const grandchild = Number(running.ready);
  expect(startOf(grandchild)).toBeDefined();
  expect(runFiles()).toContain(`${running.pid}.json`);
  await running.stop();
  await gone(grandchild);
  expect(startOf(running.pid)).toBeUndefined();
  expect(runFiles()).not.toContain(`${running.pid}.json`);
});

test('what a process leaves running when it ends by itself is ended too', async () => {
  const running = await startProcess({
    command: '/bin/sh',
    args: ['-c', 'sleep 600 >/dev/null 2>&1 & echo "child $!"'],
    ready: (line) => /^child (\d+)$/.exec(line)?.[1],
  });
  await running.exited;
  await gone(Number(running.ready));
});

test('a process that ignores the signal is killed at the deadline', async () => {
  const running = await startProcess({
    command: node,
    args: ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")'],
    ready: (line) => line === 'up' || undefined,
  });
  expect(await running.stop('SIGTERM', 100)).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a process that ends before it is ready fails with what it wrote', async () => {
  const start = startProcess({
    command: node,
    args: ['-e', 'console.error("no such thing"); process.exit(3)'],
    ready: () => undefined,
  });
  await expect(start).rejects.toThrow(ProcessFailed);
  await expect(start).rejects.toThrow(/ended with 3 before it was ready; it wrote:\nno such thing/);
});

test('a process that stays silent is stopped and reported', async () => {
  let line: string | undefined;
  const start = startProcess({
    command: node,
    args: ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'],
    ready: () => undefined,
    log: (text) => (line = text),
    readyWithinMs: 500,
  });
  await expect(start).rejects.toThrow('was not ready within 500 ms');
  await gone(Number(line));
});

test('a condition may say when a process is ready', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const running = await startProcess({
    command: '/bin/sh',
    args: ['-c', 'sleep 0.1; touch up; sleep 600'],
    cwd: folder,
    poll: async () => existsSync(join(folder, 'up')),
  });
  expect(existsSync(join(folder, 'up'))).toBe(true);
  await running.stop();
});

test('a program that does not exist is an error, not a hang', async () => {
  await expect(startProcess({ command: '/no/such/program' })).rejects.toThrow('ENOENT');
});

test('only the few variables that every program needs are passed on', async () => {
  process.env['DATABASE_URL'] = 'of the developer';
  onTestFinished(() => void delete process.env['DATABASE_URL']);
  const running = await startProcess({ command: '/usr/bin/env', env: { OWN: 'yes' } });
  await running.exited;
  const names = running.output().map((line) => line.split('=')[0]);
  expect(names).toContain('PATH');
  expect(names).toContain('OWN');
  expect(names).not.toContain('DATABASE_URL');
});

/** Starts a process that itself starts one through `startProcess`, and answers both numbers. */
async function starter(extra: string): Promise<{ pid: number; child: number; kill: () => void }> {
  const module = JSON.stringify(join(import.meta.dirname, 'process.ts'));
  const script = `
    import { startProcess } from ${module};
    const running = await startProcess({ command: '/bin/sh', args: ['-c', 'sleep 600'], ${extra} });
    console.log(running.pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(node, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const pid = parent.pid ?? 0;
  return { pid, child: Number(line), kill: () => parent.kill('SIGKILL') };
}

test('what a killed process has started ends with it, and its temporary folder goes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-test-'));
  const { pid, child, kill } = await starter(`remove: [${JSON.stringify(folder)}]`);
  kill();
  await gone(pid);
  await gone(child);
  await waitFor('the end of the folder', () => !existsSync(folder));
  await cleanLeftovers();
  expect(runFiles()).not.toContain(`${child}.json`);
});

test('the next start ends what even the guard could not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-test-'));
  const orphan = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  const ended = once(orphan, 'exit');
  const pid = orphan.pid ?? 0;
  const path = join(runDirectory, `${pid}.json`);
  const child = { pid, started: startOf(pid) };
  const owner = { pid: 2 ** 22 - 1, started: 'before' };
  await cleanLeftovers();
  putRunFile(path, { command: 'sleep', owner, child, signal: 'SIGTERM', remove: [folder] });
  // Another test file's start may clean up at the same time: what counts is that it is done.
  await cleanLeftovers();
  await ended;
  await waitFor('the end of folder and file', () => !existsSync(folder) && !existsSync(path));
});

test('a number that belongs to another process by now is left alone', async () => {
  const bystander = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void bystander.kill('SIGKILL'));
  const pid = bystander.pid ?? 0;
  const owner = { pid: 2 ** 22 - 1, started: 'before' };
  await cleanLeftovers();
  const child = { pid, started: 'before' };
  const path = join(runDirectory, `${pid}.json`);
  putRunFile(path, { command: 'sleep', owner, child, signal: 'SIGTERM', remove: [] });
  await cleanLeftovers();
  expect(startOf(pid)).toBeDefined();
});

test('nothing but a temporary folder of Atoll is ever removed', () => {
  for (const path of [
    '/',
    '/etc',
    tmpdir(),
    join(tmpdir(), 'other'),
    join(tmpdir(), 'atoll-x', '..', '..', 'home'),
  ]) {
    expect(() => removeTemporary(path)).toThrow('is no temporary folder of Atoll');
  }
});
