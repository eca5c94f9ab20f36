import { Metrics } from './metrics.ts';

/** Everything that a process counts. */
export type Measures = ReturnType<typeof createMeasures>;

const commitBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const requestBounds = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMeasures() {
  const metrics = new Metrics();
  return {
    metrics,
    events: metrics.counter('atoll_indexer_events_total', 'Events that were committed.'),
    blocks: metrics.counter('atoll_indexer_blocks_total', 'Blocks that the cursor passed.'),
    undecoded: metrics.counter('atoll_indexer_undecoded_logs_total', 'Logs that no decoder took.'),
    reorgs: metrics.counter('atoll_indexer_reorgs_total', 'Reorgs that were followed.'),
    reorgBlocks: metrics.counter('atoll_indexer_reorg_blocks_total', 'Blocks that reorgs undid.'),
    commits: metrics.histogram('atoll_indexer_commit_seconds', 'Time of one commit.', commitBounds),
    rpcRequests: metrics.counter('atoll_indexer_rpc_requests_total', 'Requests to a node, by its host.'),
    rpcErrors: metrics.counter('atoll_indexer_rpc_errors_total', 'Requests that a node failed, by its host.'),
    requests: metrics.histogram(
      'atoll_indexer_http_request_seconds',
      'Time until a reply begins, by route and status.',
      requestBounds,
    ),
    deliveries: metrics.counter('atoll_indexer_webhook_deliveries_total', 'Attempts to deliver, by outcome.'),
  };
}
