/**
 * `npm run coverage -w packages/contracts`: runs the contracts' tests with coverage, prints lines and branches of each source, and
 * fails where a line or branch is neither covered nor named with a reason in `coverage-exceptions.json`, or a named one is covered by now.
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
/** forge reads sources again for coverage and resolves none that lie above its root, so its root is that of the workspaces. */
const workspaces = new URL('../../', root);
const here = 'packages/contracts/';
const settings = {
  FOUNDRY_SRC: `${here}src`,
  FOUNDRY_TEST: `${here}test`,
  FOUNDRY_SCRIPT: `${here}script`,
  FOUNDRY_OUT: `${here}out/coverage`,
  FOUNDRY_CACHE_PATH: `${here}cache/coverage`,
  FOUNDRY_SOLC: `${here}solc.cjs`,
  FOUNDRY_LIBS: '["node_modules"]',
  FOUNDRY_EVM_VERSION: 'prague',
  FOUNDRY_OFFLINE: 'true',
  FOUNDRY_FUZZ_RUNS: '32',
  FORGE_SNAPSHOT_EMIT: 'false',
};

/** A line that no test runs, or with a branch that none takes, and why. `code` is the line itself, so that the entry survives edits elsewhere. */
const Exceptions = z.array(z.object({ file: z.string(), code: z.string(), why: z.string().min(20) }));
type Exceptions = z.infer<typeof Exceptions>;

async function measure(): Promise<FileCoverage[]> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-coverage-'));
  try {
    const file = join(directory, 'lcov.info');
    const filters = [
      '--no-match-contract',
      'Invariants|Gas',
      '--no-match-coverage',
      `${here}test/|node_modules/`,
    ];
    const report = ['--report', 'lcov', '--report-file', file];
    const { FOUNDRY_PROFILE: _, ATOLL_ARTIFACTS: __, ...environment } = process.env;
    await run('forge', ['coverage', '--root', '.', ...filters, ...report], {
      cwd: fileURLToPath(workspaces),
      env: { ...environment, ...settings },
      maxBuffer: 64 * 1024 * 1024,
    });
    return parseLcov(await readFile(file, 'utf8'))
      .map((coverage) => ({ ...coverage, path: coverage.path.replace(here, '') }))
      .filter(({ path }) => path.startsWith('src/'));
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

interface Gap {
  what: 'line' | 'branch';
  file: string;
  line: number;
  code: string;
}

async function gapsOf({ path, openBranches, openLines }: FileCoverage): Promise<Gap[]> {
  const source = (await readFile(new URL(path, root), 'utf8')).split('\n');
  const gap = (what: Gap['what']) => (line: number) => ({
    what,
    file: path,
    line,
    code: (source[line - 1] ?? '').trim(),
  });
  return [
    ...openLines.map(gap('line')),
    ...openBranches.filter((line) => !openLines.includes(line)).map(gap('branch')),
  ];
}

function compare(gaps: readonly Gap[], exceptions: Exceptions): string[] {
  const same = (a: { file: string; code: string }, b: { file: string; code: string }) =>
    a.file === b.file && a.code === b.code;
  return [
    ...gaps
      .filter((gap) => !exceptions.some((exception) => same(exception, gap)))
      .map(
        ({ what, file, line, code }) =>
          `${file}:${line}: a ${what} that no test reaches and no reason covers: ${code}`,
      ),
    ...exceptions
      .filter((exception) => !gaps.some((gap) => same(exception, gap)))
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
const gaps = (await Promise.all(files.map(gapsOf))).flat();
const complaints = compare(gaps, exceptions);
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
