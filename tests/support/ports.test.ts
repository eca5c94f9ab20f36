import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from './ports.ts';

const module = JSON.stringify(new URL('ports.ts', import.meta.url).href);

/** What another process is given when it asks from the same port on. */
async function givenToAnother(start: number): Promise<number> {
  const program = `import { freePort } from ${module}; console.log(await freePort(${start}));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return Number(stdout);
}

test('a port is given once, in this process and in others, though nobody listens on it yet', async () => {
  const port = await freePort();
  expect(await freePort(port)).not.toBe(port);
  expect(await givenToAnother(port)).not.toBe(port);
});

test('a port that a process asked for is free again when the process has ended', async () => {
  const theirs = await givenToAnother(await freePort());
  expect(await freePort(theirs)).toBe(theirs);
});

test('no outgoing connection takes a port that was given', async () => {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
  const [lowest = 0] = range.trim().split(/\s+/).map(Number);
  expect(await freePort(31_999)).toBeLessThan(lowest);
});

test('a port on which something listens is passed over', async () => {
  const port = await freePort();
  const next = port === 31_999 ? 10_000 : port + 1;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(next, '127.0.0.1', resolve));
  expect(await freePort(next)).not.toBe(next);
  await new Promise((resolve) => server.close(resolve));
});
