import { connectTo, type Sql } from '../store/connection.ts';

/** Milliseconds that one statement of the API may take. */
const statementTimeoutMs = 5000;

/**
 * Connections for the reading API: they change nothing, and a statement that takes too long ends as `query_too_costly`. A few are enough,
 * for each carries many requests at once: 4 instead of 10 serve a third more, and exports hold two.
 */
export function openReadConnections(input: { url: string; chainId: number; connections?: number }): Sql {
  const { url, chainId, connections = 6 } = input;
  return connectTo({
    url,
    chainId,
    application: 'indexer api',
    connections,
    settings: {
      default_transaction_read_only: 'on',
      statement_timeout: String(statementTimeoutMs),
      // Compiling a plan, or starting workers for it, costs more than any listing takes: 10 to 400 ms for one of 20 rows.
      jit: 'off',
      max_parallel_workers_per_gather: '0',
    },
  });
}
