import { connect, type Socket } from 'node:net';
import { arrayTypes } from '@atoll/server-kit/array-types';
import { DatabaseUnavailable, type Sql } from '@atoll/server-kit/database';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type TransactionSql } from 'postgres';
import { ConnectionLost } from './errors.ts';

/** A transaction that is open. */
export type Transaction = TransactionSql<{ bigint: bigint }>;

export type { Sql };

/** The Postgres schemas of a chain: what was read of it, and what follows from that. */
export const readSchema = (chainId: number): string => `indexer_${chainId}`;
export const marketSchema = (chainId: number): string => `market_${chainId}`;

/** `bytea` as lower-case `0x…` both ways: strings are cut, nothing is decoded. */
const hexBytes = {
  to: 17,
  from: [17],
  serialize: (hex: string) => `\\x${hex.slice(2)}`,
  parse: (text: string) => `0x${text.slice(2)}`,
};

/** Oid of `bytea[]`, whose elements Postgres writes as `"\\x…"`. */
const hexArray = {
  to: 1001,
  from: [1001],
  serialize: (list: readonly string[]) => `{${list.map((hex) => `"\\\\x${hex.slice(2)}"`).join(',')}}`,
  parse: (text: string) => [...text.matchAll(/\\\\x([0-9a-f]*)/g)].map((match) => `0x${match[1] ?? ''}`),
};

/** What postgres.js hands to whoever makes its sockets. */
interface SocketOptions {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket; false where there is none. */
  readonly path: string | false;
}

/** Seconds to connect. */
const connectSeconds = 10;

/** Bytes that wait to be sent before the driver holds further statements back, each until an earlier one is answered. */
const buffered = { writableHighWaterMark: 2 ** 20 };
/** Bytes that are sent before the turn is over: the database begins while the rest is still being written. */
const packetBytes = 2 ** 15;

/**
 * Sends what is written in one turn of the process together: the statements of a block at the head were fifty packets, and each cost the
 * process 0.16 ms.
 */
export function gathering(socket: Socket): Socket {
  const write = socket.write.bind(socket);
  let held = false;
  const send = () => {
    if (!held) return;
    held = false;
    socket.uncork();
  };
  return Object.assign(socket, {
    write: (...written: Parameters<typeof write>): boolean => {
      if (!held) {
        held = true;
        socket.cork();
        process.nextTick(send);
      }
      const more = write(...written);
      if (socket.writableLength >= packetBytes) send();
      return more;
    },
  });
}

/**
 * A socket that sends at once. The driver's own waits up to 40 ms for the acknowledgement of the packet before, after each COPY: a batch
 * of 25 of them took 2.4 s instead of 0.1 s. It is not connected yet: what is written goes out when it is. Were it waited for here, the driver
 * would never hear of the end of one that cannot connect, and keep its place for it forever (postgres.js 3.4, `src/connection.js`,
 * createSocket): after as many failures as there are connections nothing was answered any more.
 */
const promptSocket = ({ host, port, path }: SocketOptions): Socket =>
  path === false
    ? connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true, ...buffered })
    : connect({ path, ...buffered });

/** Milliseconds for which a lost connection still takes what is sent, and refuses it. */
const lingerMs = 20;

/**
 * Tells the driver of a lost connection in two steps: first that what is under way has failed, a moment later that the socket is closed.
 * Told of both at once, postgres.js 3.4 sends the rollback of the transaction that failed to a socket that it has forgotten already, and
 * the process dies of it: a database that restarts ended the service.
 *
 * @param onLost called between the two
 */
function lingering(socket: Socket, onLost: () => void): Socket {
  const emit = socket.emit.bind(socket);
  return Object.assign(socket, {
    emit: (event: string, ...details: unknown[]): boolean => {
      if (event !== 'close') return emit(event, ...details);
      if (socket.listenerCount('error') > 0) emit('error', new ConnectionLost());
      onLost();
      setTimeout(() => emit('close', false), lingerMs);
      return true;
    },
  });
}

export interface ConnectParameters {
  url: string;
  chainId: number;
  /** Shown in `pg_stat_activity`. */
  application: string;
  /** Connections at most, 10 unless given. */
  connections?: number;
  /** Instead of the live projections, e.g. those that a `reindex` builds. */
  market?: string;
  /** Called when a connection is lost. */
  onClose?: () => void;
  /** Further settings of each connection, e.g. `statement_timeout`. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * Connections that find the tables of one chain by their bare names. Bytes are `0x…` in lower case, `bigint` columns are `bigint`,
 * `numeric` ones decimal strings.
 */
export function connectTo(input: ConnectParameters): Sql {
  const { url, chainId, application, connections = 10, onClose, settings = {} } = input;
  const { market = marketSchema(chainId) } = input;
  const options = {
    max: connections,
    connect_timeout: connectSeconds,
    connection: {
      ...settings,
      application_name: application,
      search_path: `${market}, ${readSchema(chainId)}, indexer, public`,
    },
    // Notices ("relation exists, skipping") are no news for a log of structured lines.
    onnotice: () => undefined,
    // A connection that writes holds a lock, and one that is renewed by age would lose it.
    ...(onClose === undefined ? {} : { onclose: onClose, max_lifetime: null, idle_timeout: 0 }),
    fetch_types: false,
    types: { bigint: postgres.BigInt, ...arrayTypes, hexBytes, bytes: hexArray },
  };
  const socket = (to: SocketOptions) => lingering(gathering(promptSocket(to)), () => onClose?.());
  return mapped(postgres(url, withSockets(options, socket)));
}

/**
 * The connection as the one that the rest of the code knows.
 * Guarantee: the further types only map `bytea`, whose values the general type leaves open.
 */
const mapped = (sql: unknown): Sql => sql as Sql;

/**
 * The driver's own option to make sockets, which its types leave out.
 * Guarantee: postgres.js 3.4 calls `socket` with what it has parsed of the url and awaits it (`src/connection.js`, createSocket).
 */
const withSockets = <Options extends object>(
  options: Options,
  socket: (to: SocketOptions) => Socket,
): Options => Object.assign(options, { socket });

/**
 * Settings under which rows are looked up by their keys, and a table is never read as a whole. The plan of a statement that was prepared
 * while a table was small is kept while it grows: 30 rows were looked for by reading all 29,000, at each batch of a backfill.
 */
export const lookUps = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_memoize: 'off',
} as const;

/** @throws DatabaseUnavailable unless the database answers */
export async function ping(sql: Sql): Promise<void> {
  try {
    await sql`select 1`;
  } catch (cause) {
    throw new DatabaseUnavailable(cause);
  }
}

/** The same connections for typed queries. */
export function typed<Schema extends Record<string, unknown>>(
  sql: Sql,
  schema: Schema,
): PostgresJsDatabase<Schema> {
  return drizzle({ client: sql, schema });
}
