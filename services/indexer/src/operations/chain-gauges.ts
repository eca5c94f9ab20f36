import type { ChainStatus } from '@atoll/schemas/indexer-api';
import type { ChainContext } from '../chain-context.ts';
import type { Sql } from '../store/connection.ts';
import { readBacklog } from '../webhooks/read-backlog.ts';
import type { Labels, Metrics } from './metrics.ts';
import { readChainStatus } from './read-chain-status.ts';

/** Adds what is looked up when somebody asks for the measures: where each chain stands, streams, connections to the database. */
export function addGauges(
  metrics: Metrics,
  input: { chains: readonly ChainContext[]; sql: Sql; streams: () => number },
): void {
  const { chains, sql, streams } = input;
  let last: { at: number; statuses: Promise<ChainStatus[]> } | undefined;
  // One reading for all measures of one look.
  const read = () => {
    const now = performance.now();
    if (last === undefined || now - last.at > 500) {
      last = { at: now, statuses: Promise.all(chains.map((chain) => readChainStatus(chain, new Date()))) };
    }
    return last.statuses;
  };
  const of = (value: (status: ChainStatus) => number | undefined) => async () =>
    (await read()).flatMap((status): [Labels, number][] => {
      const result = value(status);
      return result === undefined ? [] : [[{ chain: status.chain }, result]];
    });
  metrics.gauge(
    'atoll_indexer_block',
    'Last block that is committed.',
    of((status) => status.indexed?.number),
  );
  metrics.gauge(
    'atoll_indexer_head',
    'Last block that the node tells of.',
    of((status) => status.head),
  );
  metrics.gauge(
    'atoll_indexer_lag_blocks',
    'Blocks behind the node.',
    of((status) => status.lag?.blocks),
  );
  metrics.gauge(
    'atoll_indexer_lag_seconds',
    'Age of the last block where behind.',
    of((s) => s.lag?.seconds),
  );
  metrics.gauge(
    'atoll_indexer_live',
    '1 once the backfill has ended.',
    of((s) => (s.phase === 'live' ? 1 : 0)),
  );
  metrics.gauge(
    'atoll_indexer_writer',
    '1 in the process that writes.',
    of((s) => (s.role === 'writer' ? 1 : 0)),
  );
  metrics.gauge(
    'atoll_indexer_paused',
    '1 while something keeps the mirror from going on.',
    of((status) => (status.paused === undefined ? 0 : 1)),
  );
  metrics.gauge('atoll_indexer_documents', 'Metadata documents by status.', async () => {
    return (await read()).flatMap(({ chain, documents }) =>
      Object.entries(documents).map(([status, count]): [Labels, number] => [{ chain, status }, count]),
    );
  });
  metrics.gauge('atoll_indexer_streams', 'Streams of changes that are open.', () => [[{}, streams()]]);
  metrics.gauge(
    'atoll_indexer_webhook_backlog',
    'Deliveries to active webhooks that are still to be sent (pending), and dead letters (dead).',
    async () =>
      (await readBacklog(sql)).flatMap(({ chain, pending, dead }): [Labels, number][] => [
        [{ chain, state: 'pending' }, pending],
        [{ chain, state: 'dead' }, dead],
      ]),
  );
  metrics.gauge(
    'atoll_indexer_database_connections',
    'Connections to the database by what they do.',
    async () => {
      const rows = await sql<{ application: string; state: string; count: bigint }[]>`
      select application_name as application, coalesce(state, 'unknown') as state, count(*)
      from pg_stat_activity
      where datname = current_database() and application_name like 'indexer%' group by 1, 2`;
      return rows.map(({ application, state, count }): [Labels, number] => [
        { application, state },
        Number(count),
      ]);
    },
  );
  metrics.gauge('process_resident_memory_bytes', 'Memory that the process holds.', () => [
    [{}, process.memoryUsage.rss()],
  ]);
  metrics.gauge('process_cpu_seconds_total', 'Processor time that the process used.', () => {
    const { user, system } = process.cpuUsage();
    return [[{}, (user + system) / 1e6]];
  });
}
