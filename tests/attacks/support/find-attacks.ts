import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Attack, JobAttack, ProviderAttack, SandboxAttack } from './attack.ts';

export const attacksFolder = resolve(import.meta.dirname, '..');

export type Named<T extends Attack> = T & {
  /** Path of its file: `network/tcp`. */
  name: string;
};

/** Guarantee: only files that lie in a folder of attacks are asked, and each is checked to export a declaration. */
function declarationOf(path: string, module: unknown): Attack {
  const found = typeof module === 'object' && module !== null && 'default' in module ? module.default : {};
  if (typeof found === 'object' && found !== null && 'kind' in found && 'control' in found)
    return found as Attack;
  throw new TypeError(`${path} declares no attack`);
}

/** Every attack, in the order of their names: the files of the folders beside `support`. */
export async function findAttacks(): Promise<Named<Attack>[]> {
  const entries = await readdir(attacksFolder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const [folder, ...rest] = relative(attacksFolder, path).split('/');
      return rest.length > 0 && folder !== 'support';
    })
    .sort();
  return Promise.all(
    files.map(async (path) => {
      const module: unknown = await import(path);
      const name = relative(attacksFolder, path).replace(/\.ts$/, '');
      return { ...declarationOf(path, module), name };
    }),
  );
}

export const isSandboxAttack = (found: Named<Attack>): found is Named<SandboxAttack> =>
  found.kind === 'sandbox';
export const isProviderAttack = (found: Named<Attack>): found is Named<ProviderAttack> =>
  found.kind === 'provider';
export const isJobAttack = (found: Named<Attack>): found is Named<JobAttack> => found.kind === 'job';
