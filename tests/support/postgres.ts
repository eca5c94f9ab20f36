import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import postgres from 'postgres';
import { freePort } from './ports.ts';
import { type Account, reachableBinaries, reachableByOthers, serverAccount } from './postgres-binaries.ts';
import { ProcessFailed, type RunningProcess, startProcess } from './process.ts';
import { cleanLeftovers, startOf } from './run-files.ts';

export interface StartPostgresParameters {
  /** Keeps the data here; a temporary folder that goes with the server when left out. */
  directory?: string;
  /** Gives up durability for speed; for tests, whose data nobody misses after a power cut. */
  fast?: boolean;
  /** Further settings, by name. */
  settings?: Readonly<Record<string, string>>;
  log?: (line: string) => void;
}

export interface RunningPostgres {
  readonly port: number;
  /** The connection URL of a database; of the administrator's one when left out. */
  url(database?: string): string;
  /** Creates a database unless it is there, as a copy of `template` where one is named. Answers its URL. */
  createDatabase(name: string, template?: string): Promise<string>;
  /** Cuts off whoever is connected and drops it. */
  dropDatabase(name: string): Promise<void>;
  /** Ends it as a crash would and starts it again with the same data on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const administrator = 'atoll';

interface Place {
  readonly data: string;
  /** Binaries and the like; goes with the server. */
  readonly temporary: string;
  readonly passwordFile: string;
}

/**
 * Where a kept database lives. The server's account cannot pass a folder that is closed to others (root's home); its
 * data then lie in /var/tmp, in a folder named after the one asked for.
 */
function keptFolder(directory: string, account: Account | undefined): string {
  const asked = resolve(directory);
  mkdirSync(asked, { recursive: true });
  if (account === undefined || reachableByOthers(dirname(asked))) return asked;
  const name = createHash('sha256').update(asked).digest('hex').slice(0, 16);
  const elsewhere = `/var/tmp/atoll-postgres-${name}`;
  mkdirSync(elsewhere, { recursive: true, mode: 0o700 });
  const found = lstatSync(elsewhere);
  // Anyone may make a folder there: only one that is ours is used.
  if (!found.isDirectory() || (found.uid !== account.uid && found.uid !== 0)) {
    throw new Error(`${elsewhere} belongs to another user; remove it or keep the database elsewhere`);
  }
  writeFileSync(join(asked, 'location'), `${elsewhere}\n`);
  return elsewhere;
}

function preparePlace(directory: string | undefined, account: Account | undefined): Place {
  const temporary = mkdtempSync(join(tmpdir(), 'atoll-postgres-'));
  const home = directory === undefined ? temporary : keptFolder(directory, account);
  if (account !== undefined) {
    chownSync(temporary, account.uid, account.gid);
    chownSync(home, account.uid, account.gid);
  }
  chmodSync(home, 0o700);
  return { data: join(home, 'data'), temporary, passwordFile: join(home, 'password') };
}

/** A server that was killed leaves its lock file; the number in it may belong to anything by now. */
function clearStaleLock(data: string): void {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  const command = `/proc/${pid}/comm`;
  const other = existsSync(command) && readFileSync(command, 'utf8').trim() !== 'postgres';
  if (startOf(pid) !== undefined && !other) {
    throw new Error(`the database in ${data} is in use by process ${pid}; stop that one first`);
  }
  rmSync(lock);
}

async function initialise(
  place: Place,
  bin: string,
  account: Account | undefined,
  fast: boolean,
): Promise<void> {
  if (existsSync(join(place.data, 'PG_VERSION')) && existsSync(place.passwordFile)) return;
  // Half-made data of an initdb that was killed.
  rmSync(place.data, { recursive: true, force: true });
  writeFileSync(place.passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (account !== undefined) chownSync(place.passwordFile, account.uid, account.gid);
  const initdb = await startProcess({
    command: join(bin, 'initdb'),
    args: [
      `--pgdata=${place.data}`,
      `--username=${administrator}`,
      `--pwfile=${place.passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Unicode by the server's own tables: sorts and folds alike on every system.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      // A new segment of the log is filled with zeros by the commit that needs it: 90 ms for 16 MB, until old ones are taken again.
      '--wal-segsize=4',
      '--no-instructions',
      ...(fast ? ['--no-sync'] : []),
    ],
    env: { LC_ALL: 'C' },
    cwd: place.temporary,
    removeIfOrphaned: [place.temporary],
    ...account,
  });
  const { code } = await initdb.exited;
  if (code !== 0) throw new ProcessFailed('initdb', `ended with ${code}`, initdb.output());
}

const fastSettings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
];

async function launch(
  place: Place,
  bin: string,
  account: Account | undefined,
  parameters: StartPostgresParameters,
  samePort?: number,
): Promise<{ server: RunningProcess<true>; port: number }> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    // The defaults, which initdb makes multiples of a segment.
    'max_wal_size=1GB',
    'min_wal_size=80MB',
    'shared_buffers=64MB',
    ...(parameters.fast === true ? fastSettings : []),
    ...Object.entries(parameters.settings ?? {}).map(([name, value]) => `${name}=${value}`),
  ];
  const port = samePort ?? (await freePort());
  const server = await startProcess({
    command: join(bin, 'postgres'),
    args: ['-D', place.data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    env: { LC_ALL: 'C' },
    cwd: place.temporary,
    ready: (line) => (line.includes('database system is ready to accept connections') ? true : undefined),
    signal: 'SIGINT',
    ...(parameters.log === undefined ? {} : { log: parameters.log }),
    removeIfOrphaned: [place.temporary],
    ...account,
  });
  return { server, port };
}

function quoted(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new TypeError(`${name} is no database name`);
  return `"${name}"`;
}

/**
 * Starts a real Postgres 18 on loopback, on a free port, with a password of its own. Runs as root too, by lending the
 * server an account that the machine has. First ends what a killed run has left.
 *
 * @example
 * const server = await startPostgres({ fast: true });
 * const url = await server.createDatabase('indexer');
 * await server.stop();
 */
export async function startPostgres(parameters: StartPostgresParameters = {}): Promise<RunningPostgres> {
  await cleanLeftovers();
  const account = serverAccount();
  const place = preparePlace(parameters.directory, account);
  const discard = () => rmSync(place.temporary, { recursive: true, force: true, maxRetries: 5 });
  try {
    const bin = reachableBinaries(place.temporary, account);
    await initialise(place, bin, account, parameters.fast === true);
    clearStaleLock(place.data);
    const launched = await launch(place, bin, account, parameters);
    const { port } = launched;
    let { server } = launched;
    const password = readFileSync(place.passwordFile, 'utf8').trim();
    const url = (database = 'postgres') =>
      `postgres://${administrator}:${password}@127.0.0.1:${port}/${database}`;
    return {
      port,
      url,
      createDatabase: async (name, template) => {
        await createDatabase(url(), name, template);
        return url(name);
      },
      dropDatabase: (name) => dropDatabase(url(), name),
      restart: async () => {
        await server.stop('SIGKILL');
        clearStaleLock(place.data);
        ({ server } = await launch(place, bin, account, parameters, port));
      },
      stop: async () => {
        await server.stop(parameters.directory === undefined ? 'SIGQUIT' : 'SIGINT');
        discard();
      },
    };
  } catch (error) {
    discard();
    throw error;
  }
}

async function asAdministrator<T>(adminUrl: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Creates a database unless it is there; see `RunningPostgres`. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  await asAdministrator(adminUrl, async (sql) => {
    const [there] = await sql`select 1 from pg_database where datname = ${name}`;
    if (there !== undefined) return;
    // A copy of files is faster than a copy through the write-ahead log for the small databases of tests.
    const source = template === undefined ? '' : ` template ${quoted(template)} strategy file_copy`;
    await sql.unsafe(`create database ${quoted(name)}${source}`);
  });
}

export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await asAdministrator(adminUrl, (sql) =>
    sql.unsafe(`drop database if exists ${quoted(name)} with (force)`),
  );
}
