/**
 * `npm run attacks`: tries every attack on the sandbox, the guard and the provider of this checkout, on this machine alone, and prints a table of
 * them. Exits non-zero where one got through or could not be tried. `npm run attacks -- WORD` tries those whose names contain the word;
 * `npm run attacks -- --table` writes the table of docs/security.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensureEngine } from '../support/engine.ts';
import { buildMisbehavingImage } from '../support/images.ts';
import { controlTable, withTable } from './support/control-table.ts';
import { findAttacks } from './support/find-attacks.ts';

const root = resolve(import.meta.dirname, '../..');

/** Writes the table of docs/security.md anew from what the attacks declare. */
async function writeTable(): Promise<number> {
  const path = join(root, 'docs/security.md');
  const document = await readFile(path, 'utf8');
  await writeFile(path, withTable(document, controlTable(await findAttacks())));
  return 0;
}

async function main(): Promise<number> {
  if (process.argv.includes('--table')) return writeTable();
  const log = (line: string) => console.log(`  ${line}`);
  const engine = await ensureEngine({ log });
  try {
    await buildMisbehavingImage(engine, { log });
    const [word] = process.argv.slice(2);
    const vitest = spawn(
      join(root, 'node_modules/.bin/vitest'),
      [
        'run',
        '--project',
        '@atoll/tests',
        'tests/attacks/',
        `--reporter=${join(import.meta.dirname, 'support/table-reporter.ts')}`,
        ...(word === undefined ? [] : ['-t', word]),
      ],
      {
        cwd: root,
        env: { ...process.env, DOCKER_HOST: `unix://${engine.socketPath}` },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const [code]: unknown[] = await once(vitest, 'close');
    return typeof code === 'number' ? code : 1;
  } finally {
    await engine.stop();
  }
}

process.exitCode = await main();
