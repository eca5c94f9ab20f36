import type { AddressBook } from '@atoll/contracts/address-book';
import type { Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { endpointsOf } from '@atoll/chain/endpoints-of';
import { ChainUnavailable } from '@atoll/chain/errors';
import type { Logger } from '@atoll/server-kit/logger';
import type { Storage } from '@atoll/storage/block-source';
import { openReadConnections } from './api/read-connections.ts';
import type { ChainContext } from './chain-context.ts';
import { openChangeHub } from './feed/change-hub.ts';
import type { Measures } from './operations/measures.ts';
import { headReader } from './operations/read-head.ts';
import { allEnded } from './store/all-ended.ts';
import { checkMirror, claimMirror } from './store/claim-mirror.ts';
import { connectTo, ping, type Sql } from './store/connection.ts';
import { migrateChain } from './store/migrate-chain.ts';
import { putTokens } from './store/put-tokens.ts';
import { runWriter, type SideWork } from './sync/run-writer.ts';
import { initialSyncState } from './sync/sync-state.ts';

export interface OpenChainParameters {
  readonly addressBook: AddressBook;
  /** Where the chain is read, the primary first. */
  readonly endpoints: readonly { readonly url: string }[];
  /** Milliseconds between two looks at the head. */
  readonly pollingInterval: number;
  readonly databaseUrl: string;
  readonly readDatabaseUrl?: string;
  /** Whether this process stands for election as the chain's writer. */
  readonly writes: boolean;
  /** A connection to the primary, which can LISTEN. */
  readonly listen: Sql;
  readonly finality: number;
  readonly measures: Measures;
  readonly logger: Logger;
  /** Is told what has to be closed, in the order in which it was opened. */
  readonly onOpen: (name: string, close: () => Promise<unknown>) => void;
}

/** What the elected process needs and does beside reading the chain. */
export interface Writing {
  readonly storage: Storage;
  /** @param sql the primary, with the chain's tables in its search path */
  readonly sideWork: (sql: Sql) => readonly SideWork[];
}

export interface OpenedChain {
  readonly context: ChainContext;
  /** Begins to write the mirror in the background, where this process may; what has to be closed then is told to `onOpen`. */
  startWriting(writing: Writing): void;
}

/** Connects through the first endpoint that answers. */
async function connect(input: OpenChainParameters): Promise<Chain> {
  const urls = input.endpoints.map(({ url }) => url).filter((url) => url.startsWith('http'));
  let failure: unknown;
  for (const rpcUrl of urls) {
    try {
      return await connectChain({
        rpcUrl,
        addressBook: input.addressBook,
        pollingInterval: input.pollingInterval,
        confirmations: input.finality,
      });
    } catch (error) {
      // The next one may answer; what is wrong with the deployment is wrong at every endpoint.
      if (!(error instanceof ChainUnavailable)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/**
 * Opens everything that belongs to one chain.
 *
 * @throws ChainUnavailable, ChainMismatch, DatabaseUnavailable, MigrationRefused, OtherDeployment, MirrorMissing
 */
export async function openChain(input: OpenChainParameters): Promise<OpenedChain> {
  const { addressBook, databaseUrl, readDatabaseUrl = databaseUrl, writes, listen, onOpen } = input;
  const { chainId, startBlock, contracts } = addressBook;
  const logger = input.logger.child({ chainId });
  const open = (url: string, application: string) => {
    const sql = connectTo({ url, chainId, application });
    onOpen(`${application} of chain ${chainId}`, () => sql.end({ timeout: 3 }));
    return sql;
  };
  const primary = open(databaseUrl, 'indexer');
  await ping(primary);
  const sql = readDatabaseUrl === databaseUrl ? primary : open(readDatabaseUrl, 'indexer reader');
  if (sql !== primary) await ping(sql);
  const reading = openReadConnections({ url: readDatabaseUrl, chainId });
  onOpen(`indexer api of chain ${chainId}`, () => reading.end({ timeout: 3 }));
  const deployment = { chainId, startBlock, contracts };
  // The database makes its tables while the node proves that it is the right one.
  const [chain] = writes ? await allEnded([connect(input), migrateChain(primary, chainId)]) : [];
  if (writes) {
    await claimMirror(primary, deployment);
    await putTokens(primary, addressBook.tokens);
  } else {
    await checkMirror(sql, deployment);
  }
  const hub = await openChangeHub({ chainId, sql, listen, logger });
  onOpen(`changes of chain ${chainId}`, () => hub.close());
  const state = initialSyncState();
  const context: ChainContext = {
    chainId,
    caip: hub.chain,
    contracts,
    sql,
    reading,
    writes,
    state,
    hub,
    readHead: headReader(input.endpoints.map(({ url }) => url)),
  };
  return {
    context,
    startWriting: ({ storage, sideWork }) => {
      if (chain === undefined) return;
      const stopping = new AbortController();
      const writing = runWriter(
        {
          databaseUrl,
          chain,
          endpoints: endpointsOf(input.endpoints.map(({ url }) => url)),
          contracts,
          finality: input.finality,
          logger,
          state,
          measures: input.measures,
          documents: { sql: primary, storage, logger },
          sideWork: sideWork(primary),
        },
        stopping.signal,
      );
      onOpen(`writer of chain ${chainId}`, () => {
        stopping.abort();
        return writing;
      });
    },
  };
}
