import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** Folders that a web app is made of, beside its own. */
const sources = [
  'packages/ui/src',
  'packages/sdk/src',
  'packages/storage/src',
  'packages/chain/src',
  'packages/schemas/src',
  'packages/contracts/src',
];

/** Every file below some folders with its size and time, as one digest. */
function stateOf(folders: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.parentPath.includes('/dist')) continue;
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Builds a web app as it is served: a test's own `NODE_ENV` would give it React for developers. */
async function buildForUse(folder: string): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ root: folder, logLevel: 'warn' });
  } finally {
    process.env['NODE_ENV'] = before;
  }
}

/** Builds the web apps of the services unless they stand there already, made of the sources as they are. */
export async function buildWeb(
  services: readonly ('marketplace' | 'compute-provider')[] = ['marketplace'],
): Promise<void> {
  for (const service of services) {
    const web = `services/${service}/web`;
    const mark = join(root, web, 'dist/.built-from');
    const state = stateOf([web, ...sources]);
    if (existsSync(mark) && readFileSync(mark, 'utf8') === state) continue;
    await buildForUse(join(root, web));
    writeFileSync(mark, state);
  }
}
