import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile, readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { PackagesMissing } from './errors.ts';

export type Log = (line: string) => void;

/** A distribution package, wanted for the programs that it brings. */
export interface WantedPackage {
  name: string;
  programs: readonly string[];
}

/** What making a base image takes. */
export const bootstrapPackages: readonly WantedPackage[] = [
  { name: 'debootstrap', programs: ['debootstrap'] },
  { name: 'gpgv', programs: ['gpgv'] },
];

const searchPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Programs like dockerd live in sbin, which a user's PATH may lack. */
export const systemPath = searchPath.join(':');

/** Says whether this system is one whose packages may be installed, and if not, what its user should do. */
export async function packageSystem(): Promise<{ canInstall: true } | { canInstall: false; advice: string }> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const debian = /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
  if (debian && process.getuid?.() === 0) return { canInstall: true };
  if (debian)
    return {
      canInstall: false,
      advice: 'install one with "sudo apt-get install docker.io" and add this user to the group docker',
    };
  if (process.platform === 'linux')
    return {
      canInstall: false,
      advice: "install Docker Engine with this distribution's package manager and start it",
    };
  return { canInstall: false, advice: 'install Docker Desktop and start it' };
}

/** The full path of a system program, or undefined. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of searchPath) {
    const path = `${folder}/${name}`;
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/**
 * Installs what is missing of the named packages with apt: after a question on a terminal, else after a line that says so.
 * Does nothing when every program is there.
 */
export async function installPackages(input: {
  purpose: string;
  packages: readonly WantedPackage[];
  log: Log;
  assumeYes: boolean;
}): Promise<void> {
  const missing: string[] = [];
  for (const { name, programs } of input.packages) {
    const found = await Promise.all(programs.map(findProgram));
    if (found.some((path) => path === undefined)) missing.push(name);
  }
  if (missing.length === 0) return;

  if (process.stdin.isTTY && process.stdout.isTTY && !input.assumeYes) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(`Install ${missing.join(', ')} with apt ${input.purpose}? [y/N] `);
    terminal.close();
    if (!/^y(es)?$/i.test(answer.trim())) throw new PackagesMissing(missing, 'the answer was no');
  } else {
    input.log(`installing ${missing.join(', ')} with apt ${input.purpose}`);
  }
  if (!(await listsPresent())) await apt(['update'], missing);
  try {
    await apt(['install', '--yes', '--no-install-recommends', ...missing], missing);
  } catch {
    // Lists of an older day name versions that the mirror no longer has: one refresh, then the error stands.
    await apt(['update'], missing);
    await apt(['install', '--yes', '--no-install-recommends', ...missing], missing);
  }
}

async function listsPresent(): Promise<boolean> {
  const lists = await readdir('/var/lib/apt/lists').catch(() => []);
  return lists.some((name) => name.includes('_Packages'));
}

function apt(args: readonly string[], wanted: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=180', '-q', ...args], {
      env: { ...process.env, PATH: systemPath, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let tail = '';
    const keep = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-600);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (cause) => reject(new PackagesMissing(wanted, 'apt-get could not be run', cause)));
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(new PackagesMissing(wanted, `apt-get ${args[0]} ended with ${code}: ${tail.trim()}`)),
    );
  });
}

/** Runs a system program and gives its output; used for short questions such as `dpkg --print-architecture`. */
export async function ask(
  program: string,
  args: readonly string[],
  options: { cwd?: string; timeoutMs?: number } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    env: { ...process.env, PATH: systemPath },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  return stdout.trim();
}
