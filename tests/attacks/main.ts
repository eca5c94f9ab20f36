/**
 * `npm run attacks`: tries every attack on the sandbox, the guard and the provider of this checkout, on this machine alone, and prints a table of
 * them. Exits non-zero where one got through or could not be tried. `npm run attacks -- WORD` tries those whose names contain the word.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { ensureEngine } from '../support/engine.ts';
import { buildMisbehavingImage } from '../support/images.ts';

const root = resolve(import.meta.dirname, '../..');

async function main(): Promise<number> {
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
