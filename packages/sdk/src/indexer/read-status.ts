import { IndexerStatus } from '@atoll/schemas/indexer-api';
import { askFor, type IndexerContext } from './context.ts';

/**
 * Where an indexer stands: for each chain the last block, the node's head, how far behind, and the position of changes.
 *
 * @throws ServiceUnavailable
 * @example
 * const { chains: [first] } = await readStatus({ url });
 * for await (const { change } of followChanges({ url }, { after: first.position })) console.log(change);
 */
export const readStatus = (ctx: IndexerContext): Promise<IndexerStatus> =>
  askFor(ctx, '/status', IndexerStatus);
