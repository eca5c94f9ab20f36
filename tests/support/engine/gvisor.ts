import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mirror, systemMirror } from '../images/mirror.ts';
import { AptFailed } from './errors.ts';
import { type Log, ask, findProgram } from './packages.ts';

/** A suite of a mirror of packages. */
type Source = Mirror & { suite: string };

/** How long the mirror may take; the package has 7 MB and the list of backports 0.4 MB. */
const aptWithinMs = 120_000;

/**
 * The path of gVisor's `runsc` for the private engine: the system's where it is installed, else one of the engine's own, unpacked from the
 * distribution's package into the engine's folder. Nothing is installed into the system and no package source is added to it.
 *
 * Undefined where it cannot be had, with a line that says why: the engine works without.
 */
export async function ensureGvisor(options: {
  directory: string;
  log: Log;
  /** Where to look, best first; undefined stands for the sources that the system has. */
  sources?: readonly (Source | undefined)[];
}): Promise<string | undefined> {
  const installed = await findProgram('runsc');
  if (installed !== undefined) return installed;
  const folder = join(options.directory, 'gvisor');
  const program = join(folder, 'usr/bin/runsc');
  if (existsSync(program)) return program;
  try {
    await mkdir(options.directory, { recursive: true });
    options.log('fetching gVisor (runsc) from the distribution’s packages');
    // Backports of a release have a gVisor years younger than the release itself.
    const { directory, sources = [...(await backports()), undefined] } = options;
    await unpackPackage(folder, { directory, sources });
    options.log(`gVisor for the private engine: ${(await ask(program, ['--version'])).split('\n')[0]}`);
    return program;
  } catch (error) {
    if (!(error instanceof AptFailed)) throw error;
    options.log(`the private engine has no gVisor: ${error.message}`);
    return undefined;
  }
}

/** Fetches with apt, which verifies what it fetches, and unpacks beside the folder first, so that it is there whole or not at all. */
async function unpackPackage(
  folder: string,
  options: { directory: string; sources: readonly (Source | undefined)[] },
) {
  const work = await mkdtemp(join(options.directory, 'gvisor-'));
  try {
    const fetched = await downloadFirst(work, options.sources);
    await run('dpkg-deb', ['--extract', fetched, join(work, 'root')]);
    // Another process may have been faster; what it put there is as good.
    await rename(join(work, 'root'), folder).catch((error: unknown) => {
      if (!existsSync(join(folder, 'usr/bin/runsc'))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The package from the first source that has it; the last one's failure is told. */
async function downloadFirst(work: string, sources: readonly (Source | undefined)[]): Promise<string> {
  let failure = new AptFailed('no source of packages is known');
  for (const source of sources) {
    try {
      return await download(work, source);
    } catch (error) {
      if (!(error instanceof AptFailed)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** The backports suite on the mirror that the system's own packages come from. */
async function backports(): Promise<Source[]> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1];
  const mirror = await systemMirror();
  if (codename === undefined || mirror === undefined || !/^ID=debian$/m.test(release)) return [];
  return [{ ...mirror, suite: `${codename}-backports` }];
}

/** Downloads the package from one suite with lists of its own, or from the sources that the system has. */
async function download(work: string, source: Source | undefined): Promise<string> {
  const options = [
    '-o',
    'Acquire::http::Timeout=15',
    '-o',
    'Acquire::Retries=1',
    '-o',
    'Acquire::Languages=none',
  ];
  if (source !== undefined) {
    const list = join(work, 'sources.list');
    await mkdir(join(work, 'lists/partial'), { recursive: true });
    await writeFile(list, `deb [signed-by=${source.keyring}] ${source.uri} ${source.suite} main\n`);
    options.push('-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=-');
    options.push('-o', `Dir::State::lists=${join(work, 'lists')}`);
    // Caches of the system's lists are neither read nor replaced.
    options.push('-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache=');
    await run('apt-get', [...options, '-q', 'update'], work);
  }
  await run('apt-get', [...options, '-q', 'download', 'runsc'], work);
  const name = (await readdir(work)).find((entry) => /^runsc_.*\.deb$/.test(entry));
  if (name === undefined) throw new AptFailed('the package runsc is not among what apt knows');
  return join(work, name);
}

async function run(program: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await ask(program, args, { timeoutMs: aptWithinMs, ...(cwd === undefined ? {} : { cwd }) });
  } catch (cause) {
    const said =
      cause instanceof Error ? cause.message.trim().split('\n').slice(-2).join(' ') : String(cause);
    throw new AptFailed(said, cause);
  }
}
