import { ChainId } from '@atoll/schemas/ids';
import { IndexerStatus } from '@atoll/schemas/indexer-api';
import { ask, type IndexerContext } from '@atoll/sdk/indexer/context';
import { type IndexerClient, openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { IndexerUnavailable } from './errors.ts';

/** An indexer of the marketplace's chain; any will do. Its replies are untrusted until they have passed the schemas. */
export interface Indexer extends IndexerContext {
  /** Everything that it serves, by resource. */
  readonly resources: IndexerClient;
  /** How far it has come on each of its chains. @throws ServiceUnavailable (retryable), IndexerUnavailable (retryable) */
  readStatus(signal?: AbortSignal): Promise<IndexerStatus>;
}

/** Milliseconds after which a request is given up. */
const patience = 10_000;

/**
 * @param input.url its base URL, e.g. `http://127.0.0.1:4101`
 * @param input.timeoutMs 10,000 unless given
 * @example const indexer = openMarketIndexer({ url: env.INDEXER_URL, chainId: 31337 });
 */
export function openMarketIndexer(input: { url: string; chainId: number; timeoutMs?: number }): Indexer {
  const { url, chainId, timeoutMs = patience } = input;
  const context: IndexerContext = { url, chain: ChainId.parse(`eip155:${chainId}`), timeoutMs };
  return {
    ...context,
    resources: openIndexer(context),
    readStatus: async (signal) => {
      const response = await ask(context, '/status', signal === undefined ? {} : { signal });
      const status = IndexerStatus.safeParse(await readJson(response));
      if (status.success) return status.data;
      const field = status.error.issues[0]?.path.join('.') ?? 'reply';
      throw new IndexerUnavailable(`answered with something unexpected in ${field}`, status.error);
    },
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new IndexerUnavailable('answered with something that is not JSON', cause);
  }
}
