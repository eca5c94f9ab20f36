import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildService } from '@atoll/server-kit/script/build-service';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** Folders that services and web apps are made of, beside their own. */
const shared = ['sdk', 'storage', 'chain', 'schemas', 'contracts'].map((name) => `packages/${name}/src`);

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

/** Builds as it is used: a test's own `NODE_ENV` would give a page React for developers. */
async function buildForUse(perform: () => Promise<unknown>): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await perform();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** Builds what a folder holds into its `dist`, unless that stands there already, made of the sources as they are. */
async function buildOnce(input: {
  folder: string;
  sources: readonly string[];
  perform: (folder: string) => Promise<unknown>;
}): Promise<void> {
  const folder = join(root, input.folder);
  const mark = join(folder, 'dist/.built-from');
  const state = stateOf(input.sources);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === state) return;
  await buildForUse(() => input.perform(folder));
  writeFileSync(mark, state);
}

/** Builds the web apps of services. */
export async function buildWeb(
  services: readonly ('marketplace' | 'compute-provider')[] = ['marketplace'],
): Promise<void> {
  for (const service of services) {
    const folder = `services/${service}/web`;
    const sources = [folder, 'packages/ui/src', ...shared];
    await buildOnce({ folder, sources, perform: (path) => build({ root: path, logLevel: 'warn' }) });
  }
}

/** Builds the programs of services. */
export async function buildServices(
  services: readonly ('indexer' | 'marketplace' | 'compute-provider')[],
): Promise<void> {
  for (const service of services) {
    const folder = `services/${service}`;
    const kit = ['packages/server-kit/src', 'packages/server-kit/script'];
    await buildOnce({ folder, sources: [`${folder}/src`, ...kit, ...shared], perform: buildService });
  }
}
