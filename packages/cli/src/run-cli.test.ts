import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commonOptions } from './command.ts';
import { commands, findCommand } from './commands.ts';
import { escapeUnseen } from './escape.ts';
import { runCli } from './run-cli.ts';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function atoll(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let [out, err] = ['', ''];
  const status = await runCli({
    argv,
    env,
    print: (text) => (out += text),
    report: (text) => (err += text),
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

test('help lists every command, and each tells what it takes', async () => {
  const { status, out } = await atoll(['--help']);
  expect(status).toBe(0);
  for (const { words } of commands) {
    expect(out).toContain(words.join(' '));
    const own = await atoll([...words, '--help']);
    expect(own.status).toBe(0);
    expect(own.out).toMatch(/^usage: atoll /);
    expect(own.out).toContain('--key-file');
  }
  expect((await atoll([])).status).toBe(2);
});

test.each([
  [['fly'], 'there is no command fly'],
  [['sample'], 'atoll sample wants one of: make, preview, publish'],
  [['run', '--on', 'sample'], '--dataset is missing'],
  [['run', '--on', 'data', '--dataset', '1', '--algorithm', '2'], '--on takes sample'],
  [['run', '--on', 'sample', '--dataset', 'reef', '--algorithm', '2'], 'reef is no asset'],
  [['sample', 'make', '--epsilon', '1'], '<name> is missing'],
  [['sample', 'publish', 'reef', 'one', 'two'], 'two is one argument too many'],
  [['verify', 'x.json', '--colour'], "Unknown option '--colour'"],
])('%j is refused as a mistake of the command line, with a hint', async (argv, sentence) => {
  const { status, out, err } = await atoll(argv);
  expect(status).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(`error: ${sentence}`);
  expect(err).toMatch(/\nhint: .+\n$/);
});

test('what is not set is named with its option and its variable, and a key is never repeated', async () => {
  const run = ['run', '--on', 'sample', '--dataset', '1', '--algorithm', '2'];
  expect((await atoll(run)).err).toContain('--key-file <file>, or set ATOLL_PRIVATE_KEY');
  const mistyped = await atoll(run, { ATOLL_PRIVATE_KEY: '0x1234secret' });
  expect(mistyped).toMatchObject({ status: 1, out: '' });
  expect(mistyped.err).not.toContain('1234');
  const key = join(folder, 'key');
  await writeFile(key, `0x${'11'.repeat(32)}\n`);
  expect((await atoll([...run, '--key-file', key])).err).toContain('ATOLL_RPC_URL');
});

test('with --json an error is one JSON value on stdout, and nothing else is printed', async () => {
  const { status, out, err } = await atoll(['verify', join(folder, 'none.json'), '--json', '--offline']);
  expect([status, err]).toEqual([1, '']);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'malformed_request', retryable: false } });
});

test('a receipt that is none fails, and says so of itself', async () => {
  const path = join(folder, 'receipt.json');
  await writeFile(path, '{"order":{}}');
  const { status, out } = await atoll(['verify', path, '--offline']);
  expect(status).toBe(1);
  expect(out).toMatch(/^failed +format +it is no signed receipt/);
});

test('paths start where the command was typed, not where npm runs it', async () => {
  await writeFile(join(folder, 'typed.json'), '{"order":{}}');
  const typed = promisify(execFile)(
    'npm',
    ['run', '--silent', 'atoll', '--prefix', root, '--', 'verify', 'typed.json', '--offline'],
    { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder } },
  );
  await expect(typed).rejects.toMatchObject({ stdout: expect.stringContaining('it is no signed receipt') });
});

test('characters that drive a terminal are written out, others are left', () => {
  expect(escapeUnseen('a\u001b[2J\u0007\r\u202eb\n\tü√😀')).toBe('a\\u{1b}[2J\\u{7}\\u{d}\\u{202e}b\n\tü√😀');
});

test('the pages show commands that there are, with options that they take', async () => {
  const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })];
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')));
  const shown = texts.flatMap((text) =>
    [...text.matchAll(/npm run atoll -- ([a-z][^`\n]*)/g)].map((match) => (match[1] ?? '').split(/\s+/)),
  );
  expect(shown.length).toBeGreaterThan(5);
  for (const words of shown) {
    const { command } = findCommand(words);
    const options = words.flatMap((word) => (word.startsWith('--') ? [word.slice(2)] : []));
    const known = { ...command?.options, ...commonOptions };
    expect([words, options.filter((name) => !(name in known))]).toEqual([words, []]);
  }
});
