import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { openDatabase } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import postgres from 'postgres';
import { afterAll, inject } from 'vitest';
// Brings the type of what the global setup provides.
import type {} from './global-postgres.ts';
import { createDatabase, dropDatabase } from './postgres.ts';
import { waitFor } from './wait.ts';

const repositoryMigrations = resolve(import.meta.dirname, '../../migrations');

/** Connections to a test's database were still open when it ended. */
export class ConnectionsLeaked extends Error {
  constructor(applications: readonly string[]) {
    super(`connections were left open by ${applications.join(', ')}: close what the test has opened`);
    this.name = 'ConnectionsLeaked';
  }
}

function onServer(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** A migrated database that others are copied from; whoever comes first makes it while the others wait. */
async function template(adminUrl: string, service: string, migrations: string): Promise<string> {
  const name = `template_${service.replaceAll('-', '_')}`;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(hashtext(${name}))`;
    const [there] = await sql`select 1 from pg_database where datname = ${name}`;
    if (there === undefined) {
      await createDatabase(adminUrl, `${name}_draft`);
      const draft = openDatabase({
        url: onServer(adminUrl, `${name}_draft`),
        schema: {},
        application: 'template',
      });
      try {
        await migrate({ sql: draft.sql, directory: migrations, service });
      } finally {
        await draft.close();
      }
      // The name appears only when the template is whole.
      await sql.unsafe(`alter database "${name}_draft" rename to "${name}"`);
    }
  } finally {
    await sql.end();
  }
  return name;
}

/** Throws `ConnectionsLeaked` when somebody is still connected ten seconds after everything should be closed. */
export async function expectNoConnections(adminUrl: string, database: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1 });
  let left: string[] = [];
  try {
    await waitFor(
      'the end of every connection',
      async () => {
        const rows = await sql<{ application: string }[]>`
          select application_name as application from pg_stat_activity where datname = ${database}`;
        left = rows.map((row) => (row.application === '' ? 'a connection without a name' : row.application));
        return left.length === 0;
      },
      { deadlineMs: 10_000 },
    );
  } catch (error) {
    throw left.length === 0 ? error : new ConnectionsLeaked(left);
  } finally {
    await sql.end();
  }
}

/**
 * A database for one test file: empty, or migrated for a service by copying a template. When the file has ended it is
 * checked for connections that were left open, which fails the file, and dropped. Needs `global-postgres.ts` as the
 * workspace's `globalSetup`.
 *
 * @example
 * const { url } = await testDatabase({ service: 'indexer' });
 */
export async function testDatabase(
  options: { service?: string; migrations?: string } = {},
): Promise<{ url: string; name: string }> {
  const adminUrl = inject('postgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const { service, migrations = repositoryMigrations } = options;
  const source = service === undefined ? undefined : await template(adminUrl, service, migrations);
  await createDatabase(adminUrl, name, source);
  afterAll(async () => {
    try {
      await expectNoConnections(adminUrl, name);
    } finally {
      await dropDatabase(adminUrl, name);
    }
  });
  return { url: onServer(adminUrl, name), name };
}
