import { AtollError } from '@atoll/schemas/error';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { arrayTypes } from './array-types.ts';

/** A postgres.js client; `bigint` columns arrive as `bigint`, `numeric` ones as decimal strings. */
export type Sql = postgres.Sql<{ bigint: bigint }>;

export interface Database<Schema extends Record<string, unknown>> {
  readonly sql: Sql;
  readonly db: PostgresJsDatabase<Schema>;
  /** Resolves when the database answers. Throws `DatabaseUnavailable`. */
  ping(): Promise<void>;
  /** Lets running queries end, then closes every connection. */
  close(): Promise<void>;
}

/** The database does not answer. The message holds neither address nor credentials. */
export class DatabaseUnavailable extends AtollError {
  constructor(cause: unknown) {
    super({
      code: 'database_unavailable',
      message: 'the database does not answer',
      hint: 'check that Postgres runs and that DATABASE_URL names it',
      retryable: true,
      cause,
    });
  }
}

/** The name of the Postgres schema that belongs to a service: `compute-provider` owns `compute_provider`. */
export function schemaName(service: string): string {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(service)) throw new TypeError(`${service} is no service name`);
  return service.replaceAll('-', '_');
}

/**
 * Opens a pool of connections; nothing is connected before the first query.
 *
 * @param input.application shown in `pg_stat_activity`, so that an operator sees whose connection it is
 * @example
 * const database = openDatabase({ url: env.DATABASE_URL, schema: tables, application: 'indexer' });
 */
export function openDatabase<Schema extends Record<string, unknown>>(input: {
  url: string;
  schema: Schema;
  application: string;
  /** Connections at most, 10 unless given. */
  connections?: number;
}): Database<Schema> {
  const sql = postgres(input.url, {
    max: input.connections ?? 10,
    connect_timeout: 10,
    connection: { application_name: input.application },
    // Notices ("schema exists, skipping") are no news for a log of structured lines.
    onnotice: () => undefined,
    fetch_types: false,
    types: { bigint: postgres.BigInt, ...arrayTypes },
  });
  const db = drizzle({ client: sql, schema: input.schema });
  return {
    sql,
    db,
    ping: async () => {
      try {
        await sql`select 1`;
      } catch (cause) {
        throw new DatabaseUnavailable(cause);
      }
    },
    close: () => sql.end({ timeout: 3 }),
  };
}
