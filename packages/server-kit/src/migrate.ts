import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import { type Sql, schemaName } from './database.ts';

/** The migrations of the directory and those that the database has seen do not agree. */
export class MigrationRefused extends AtollError {
  constructor(message: string, hint: string) {
    super({ code: 'configuration_invalid', message, hint });
  }
}

/** A migration's own SQL failed; its transaction was rolled back. */
export class MigrationFailed extends AtollError {
  constructor(input: { file: string; cause: unknown }) {
    const reason = input.cause instanceof Error ? input.cause.message : String(input.cause);
    super({
      code: 'internal',
      message: `migration ${input.file} failed: ${reason}`,
      hint: 'the database is as it was before this file; correct the file and start again',
      cause: input.cause,
    });
  }
}

interface Migration {
  readonly file: string;
  readonly number: number;
  readonly text: string;
  readonly digest: string;
}

interface Applied {
  readonly file: string;
  readonly digest: string;
}

async function readMigrations(directory: string, service: string): Promise<Migration[]> {
  const folder = join(directory, service);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    files.map(async (file) => {
      const digits = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1];
      if (digits === undefined) {
        throw new MigrationRefused(`${join(folder, file)} is not named NNNN_name.sql`, 'rename the file');
      }
      // Line ends as a checkout on another system may have them are no change.
      const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
      return { file, number: Number(digits), text, digest: createHash('sha256').update(text).digest('hex') };
    }),
  );
  for (const [index, migration] of migrations.entries()) {
    const before = migrations[index - 1];
    if (before?.number === migration.number) {
      throw new MigrationRefused(
        `${before.file} and ${migration.file} have the same number`,
        'give the newer one the next free number',
      );
    }
  }
  return migrations;
}

/** The first migration that is still to be applied; refuses a history that is not a prefix of the directory. */
function nextMigration(migrations: readonly Migration[], applied: readonly Applied[]): Migration | undefined {
  for (const [index, { file, digest }] of applied.entries()) {
    const migration = migrations[index];
    if (migration === undefined || !migrations.some((each) => each.file === file)) {
      throw new MigrationRefused(
        `the database has applied ${file}, which is not in the directory`,
        'run the version of the service that brought this migration, or a newer one',
      );
    }
    if (migration.file !== file) {
      throw new MigrationRefused(
        `${migration.file} comes before ${file}, which is already applied`,
        'give it a number above every applied migration',
      );
    }
    if (migration.digest !== digest) {
      throw new MigrationRefused(
        `${file} was changed after it had been applied`,
        'restore the file and put the change into a new migration',
      );
    }
  }
  return migrations[applied.length];
}

/** Applies one migration, or says that none is left. One lock, one transaction, one file. */
async function step(
  sql: Sql,
  schema: string,
  migrations: readonly Migration[],
): Promise<Migration | undefined> {
  return sql.begin(async (transaction) => {
    // Each is sent without waiting for the one before: a start has some twenty of these transactions.
    const [, , , applied] = await Promise.all([
      // The lock ends with the transaction: a process that dies leaves none behind.
      transaction`select pg_advisory_xact_lock(hashtextextended(${`atoll.migrate.${schema}`}, 0))`,
      transaction`create schema if not exists ${transaction(schema)}`,
      transaction`
        create table if not exists ${transaction(schema)}.migrations (
          file text primary key,
          digest text not null,
          applied_at timestamptz not null default now()
        )`,
      transaction<Applied[]>`select file, digest from ${transaction(schema)}.migrations order by file`,
      // A crash of the database that forgets a migration forgets all that was written after it too, and the next start makes it again.
      transaction`
        select set_config('search_path', ${`${schema}, public`}, true), set_config('synchronous_commit', 'off', true)`,
    ]);
    const migration = nextMigration(migrations, applied);
    if (migration === undefined) return undefined;
    const { file, digest, text } = migration;
    await Promise.all([
      transaction.unsafe(text).catch((cause: unknown) => {
        throw new MigrationFailed({ file, cause });
      }),
      transaction`insert into ${transaction(schema)}.migrations ${transaction({ file, digest })}`,
    ]);
    return migration;
  });
}

/**
 * Brings a service's Postgres schema up to date with `<directory>/<service>/NNNN_name.sql`, in order, each file in its
 * own transaction with `search_path` set to the service's schema. What was applied is recorded with the SHA-256 of its
 * text in `<schema>.migrations`. One set of files can make several schemas. Two processes may start at once: an advisory lock makes one wait.
 *
 * @returns the files applied by this call
 * @throws MigrationRefused when an applied file was changed, is missing, or a new one is numbered below it
 * @throws MigrationFailed when a file's SQL fails
 * @example
 * await migrate({ sql: database.sql, directory: 'migrations', service: 'compute-provider' });
 */
export async function migrate(input: {
  sql: Sql;
  directory: string;
  service: string;
  /** The Postgres schema that the files make; the service's own unless given. */
  schema?: string;
}): Promise<string[]> {
  const schema = input.schema ?? schemaName(input.service);
  const migrations = await readMigrations(input.directory, input.service);
  const applied: string[] = [];
  for (;;) {
    const migration = await step(input.sql, schema, migrations);
    if (migration === undefined) return applied;
    applied.push(migration.file);
    if (migration === migrations.at(-1)) return applied;
  }
}
