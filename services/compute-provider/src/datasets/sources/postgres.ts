import type { DataSource } from '@atoll/schemas/data-source';
import { AtollError } from '@atoll/schemas/error';
import postgres from 'postgres';
import { findCredential } from './credentials.ts';
import { createParquetFile } from './parquet-file.ts';
import { type ParquetColumn, parquetColumn } from './postgres-types.ts';
import { SourceRefused, SourceUnavailable } from './problems.ts';
import { stageWith, type Staging } from './staging.ts';

type PostgresSource = Extract<DataSource, { kind: 'postgres' }>;

/** Characters that one step shall bring, and the rows that the first one brings, when nobody knows how long they are. */
const stepCharacters = 4 << 20;
const firstRows = 100;
const mostRows = 10_000;
const connectSeconds = 15;
/** How long a step that was cancelled may take to end before the connection is cut. */
const cancelSeconds = 5;
/** The extended protocol, which takes one statement and no second one behind a semicolon; the driver's types leave `simple` out. */
const extended = { prepare: false, simple: false };

/**
 * Stages the result of one query as a Parquet file. The query runs through a cursor in one read-only transaction that sees one state of the
 * database; a cursor takes nothing but a `select` or `values`, and one statement alone. What a role may read is for its rights to say.
 *
 * @throws SourceRefused, SourceUnavailable
 */
export async function stagePostgres(
  staging: Staging,
  source: PostgresSource,
  options: { credentialsFile: string | undefined },
): Promise<void> {
  const credential = await findCredential(options.credentialsFile, source.connection, 'postgres');
  const sql = connect(credential.url, source);
  const running: Running = { query: undefined };
  // The server does not see that nobody listens any more while it works on a step: it has to be told.
  const stop = () => {
    running.query?.cancel();
    void sql.end({ timeout: cancelSeconds });
  };
  staging.signal.addEventListener('abort', stop, { once: true });
  try {
    staging.signal.throwIfAborted();
    await sql.begin('isolation level repeatable read read only', (transaction) =>
      readInto(staging, source, { transaction, running }),
    );
  } catch (cause) {
    staging.signal.throwIfAborted();
    throw translated(cause);
  } finally {
    staging.signal.removeEventListener('abort', stop);
    await sql.end({ timeout: cancelSeconds });
  }
}

/** The step that the server works on. */
interface Running {
  query: { cancel(): void } | undefined;
}

function connect(url: string, source: PostgresSource): postgres.Sql {
  return postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: connectSeconds,
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
    connection: {
      application_name: 'atoll-source',
      // The session's own default beside the transaction's: whatever ends the one finds the other.
      default_transaction_read_only: true,
      statement_timeout: source.timeoutSeconds * 1000,
      lock_timeout: source.timeoutSeconds * 1000,
      datestyle: 'ISO, YMD',
      timezone: 'UTC',
      bytea_output: 'hex',
      extra_float_digits: '1',
    },
  });
}

async function readInto(
  staging: Staging,
  source: PostgresSource,
  on: { transaction: postgres.TransactionSql; running: Running },
): Promise<void> {
  const ask = (text: string) => {
    staging.signal.throwIfAborted();
    return (on.running.query = on.transaction.unsafe(text, [], extended));
  };
  const query = source.query.trim().replace(/;\s*$/, '');
  await ask(`declare atoll_rows no scroll cursor for ${query}`);
  await stageWith(staging, source.name, async (handle) => {
    let rows = firstRows;
    let file: ReturnType<typeof createParquetFile> | undefined;
    for (;;) {
      const step = await ask(`fetch forward ${rows} from atoll_rows`).raw();
      file ??= createParquetFile({
        handle,
        staging,
        path: source.name,
        columns: columnsOf(step.columns),
      });
      const values = step.map((row: readonly (Buffer | null)[]) =>
        row.map((value) => value?.toString('utf8') ?? null),
      );
      await file.add(values);
      if (step.length < rows) break;
      rows = nextRows(values);
    }
    await file.finish();
  });
}

function columnsOf(columns: readonly { name: string; type: number }[]): ParquetColumn[] {
  if (columns.length === 0) throw new SourceRefused('the query has no column', 'select at least one');
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new SourceRefused(
      `the query has two columns ${JSON.stringify(twice)}`,
      'give each a name: select … as …',
    );
  return columns.map(parquetColumn);
}

/** As many rows as a step may hold, by the length of the last ones: memory does not follow the size of the result. */
function nextRows(values: readonly (readonly (string | null)[])[]): number {
  const characters = values.reduce(
    (sum, row) => sum + row.reduce((inner, value) => inner + (value?.length ?? 0), 0),
    0,
  );
  const each = Math.max(1, characters / Math.max(1, values.length));
  return Math.max(1, Math.min(mostRows, Math.floor(stepCharacters / each)));
}

/** In Postgres' words where it answered, which never hold the password; otherwise in ours, since a driver's error may name the address. */
function translated(cause: unknown): unknown {
  if (cause instanceof AtollError) return cause;
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  const code = String(cause.code);
  if (cause instanceof postgres.PostgresError) {
    const { message } = cause;
    if (code === '25006')
      return new SourceRefused(
        `the query would write: ${message}`,
        'register what a plain select reads',
        cause,
      );
    // Authentication, shutdown, too many connections, no resources, a serialisation that failed.
    if (/^(28|57P|53|08|40)/.test(code)) return new SourceUnavailable(`Postgres answered ${code}`, cause);
    if (code === '57014')
      return new SourceUnavailable('the query took longer than its timeoutSeconds', cause);
    return new SourceRefused(
      `Postgres answered: ${message}`,
      'correct the query; it runs as one select',
      cause,
    );
  }
  return new SourceUnavailable(`the connection failed (${code})`, cause);
}
