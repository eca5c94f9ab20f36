/**
 * `npm run coverage -w packages/contracts`: runs the contracts' tests with coverage, prints lines and branches of each source, and
 * fails where a branch is neither covered nor named with a reason in `coverage-exceptions.json`, or a named one is covered by now.
 *
 * Compiled without the optimizer, so gas means nothing in this run; the suites of gas and invariants are left to `forge test`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type FileCoverage, parseLcov } from './lcov.ts';

const run = promisify(execFile);
const root = new URL('..', import.meta.url);

/** A line with a branch that no test takes, and why. `code` is the line itself, so that the entry survives edits elsewhere. */
const Exceptions = z.array(z.object({ file: z.string(), code: z.string(), why: z.string().min(20) }));
type Exceptions = z.infer<typeof Exceptions>;

async function measure(): Promise<FileCoverage[]> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-coverage-'));
  try {
    const file = join(directory, 'lcov.info');
    const filters = ['--no-match-contract', 'Invariants|Gas', '--no-match-coverage', 'test/'];
    await run('forge', ['coverage', ...filters, '--report', 'lcov', '--report-file', file], {
      cwd: fileURLToPath(root),
      env: { ...process.env, FOUNDRY_FUZZ_RUNS: '64' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return parseLcov(await readFile(file, 'utf8')).filter(({ path }) => path.startsWith('src/'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

const share = ({ hit, found }: FileCoverage['lines']) =>
  `${hit}/${found}`.padStart(9) + (found === 0 ? '' : `${((100 * hit) / found).toFixed(1)} %`.padStart(9));

function sum(files: readonly FileCoverage[], what: 'lines' | 'branches'): FileCoverage['lines'] {
  const total = (of: 'hit' | 'found') => files.reduce((all, file) => all + file[what][of], 0);
  return { hit: total('hit'), found: total('found') };
}

interface OpenBranch {
  file: string;
  line: number;
  code: string;
}

async function openBranches(files: readonly FileCoverage[]): Promise<OpenBranch[]> {
  const open = await Promise.all(
    files.map(async ({ path, openBranches }) => {
      const source = (await readFile(new URL(path, root), 'utf8')).split('\n');
      return openBranches.map((line) => ({ file: path, line, code: (source[line - 1] ?? '').trim() }));
    }),
  );
  return open.flat();
}

function compare(open: readonly OpenBranch[], exceptions: Exceptions): string[] {
  const same = (a: { file: string; code: string }, b: { file: string; code: string }) =>
    a.file === b.file && a.code === b.code;
  return [
    ...open
      .filter((branch) => !exceptions.some((exception) => same(exception, branch)))
      .map(
        ({ file, line, code }) =>
          `${file}:${line}: a branch that no test takes and no reason covers: ${code}`,
      ),
    ...exceptions
      .filter((exception) => !open.some((branch) => same(exception, branch)))
      .map(({ file, code }) => `${file}: covered by now, so its reason can go: ${code}`),
  ];
}

const files = await measure();
const width = Math.max(...files.map(({ path }) => path.length));
console.log(`${''.padEnd(width)}             lines          branches`);
for (const file of files)
  console.log(`${file.path.padEnd(width)} ${share(file.lines)} ${share(file.branches)}`);
console.log(`${'all'.padEnd(width)} ${share(sum(files, 'lines'))} ${share(sum(files, 'branches'))}`);

const exceptions = Exceptions.parse(
  JSON.parse(await readFile(new URL('coverage-exceptions.json', root), 'utf8')),
);
for (const { file, code, why } of exceptions) console.log(`not covered: ${file}: ${code}\n  ${why}`);
const complaints = compare(await openBranches(files), exceptions);
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
