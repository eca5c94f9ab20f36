import { connectTo, type Sql } from '../store/connection.ts';

/** Milliseconds that one statement of the API may take. */
const statementTimeoutMs = 5000;

/**
 * Connections for the reading API: they change nothing, and a statement that takes too long ends as `query_too_costly`. A few are enough,
 * for each carries many requests at once: with 4 instead of 10 a process serves a third more.
 */
export function openReadConnections(input: { url: string; chainId: number; connections?: number }): Sql {
  const { url, chainId, connections = 4 } = input;
  return connectTo({
    url,
    chainId,
    application: 'indexer api',
    connections,
    settings: {
      default_transaction_read_only: 'on',
      statement_timeout: String(statementTimeoutMs),
      // Compiling a plan costs more than any listing takes.
      jit: 'off',
    },
  });
}
