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
import { checkMirror, claimMirror } from './store/claim-mirror.ts';
import { connectTo, ping, type Sql } from './store/connection.ts';
import type { Phase } from './store/cursor.ts';
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
  /** A connection to the primary with the chain's tables, which are made. */
  readonly primary: Sql;
  /** Where this process stands for election as the chain's writer; undefined where it only reads. */
  readonly node: Chain | undefined;
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
  /** Called when the head is reached, before the mirror is live. */
  readonly onReached: () => Promise<unknown>;
}

export interface OpenedChain {
  readonly context: ChainContext;
  /** How far the mirror had come when it was opened. */
  readonly phase: Phase;
  /** Begins to write the mirror in the background, where this process may; what has to be closed then is told to `onOpen`. */
  startWriting(writing: Writing): void;
}

/**
 * Connects through the first endpoint that answers.
 *
 * @throws ChainUnavailable, ChainMismatch
 */
export async function connectNode(
  input: Pick<OpenChainParameters, 'addressBook' | 'endpoints' | 'pollingInterval'>,
  finality: number,
): Promise<Chain> {
  const urls = input.endpoints.map(({ url }) => url).filter((url) => url.startsWith('http'));
  let failure: unknown;
  for (const rpcUrl of urls) {
    try {
      return await connectChain({
        rpcUrl,
        addressBook: input.addressBook,
        pollingInterval: input.pollingInterval,
        confirmations: finality,
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
 * @throws DatabaseUnavailable, OtherDeployment, MirrorMissing
 */
export async function openChain(input: OpenChainParameters): Promise<OpenedChain> {
  const { addressBook, databaseUrl, readDatabaseUrl = databaseUrl, primary, node, listen, onOpen } = input;
  const { chainId, startBlock, contracts } = addressBook;
  const writes = node !== undefined;
  const logger = input.logger.child({ chainId });
  const open = async (url: string) => {
    const sql = connectTo({ url, chainId, application: 'indexer reader' });
    onOpen(`indexer reader of chain ${chainId}`, () => sql.end({ timeout: 3 }));
    await ping(sql);
    return sql;
  };
  const sql = readDatabaseUrl === databaseUrl ? primary : await open(readDatabaseUrl);
  const reading = openReadConnections({ url: readDatabaseUrl, chainId });
  onOpen(`indexer api of chain ${chainId}`, () => reading.end({ timeout: 3 }));
  const deployment = { chainId, startBlock, contracts };
  const phase = writes ? await claimMirror(primary, deployment) : await checkMirror(sql, deployment);
  if (writes) await putTokens(primary, addressBook.tokens);
  const hub = await openChangeHub({ chainId, sql, primary, listen, logger });
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
    phase,
    startWriting: ({ storage, sideWork, onReached }) => {
      if (node === undefined) return;
      const stopping = new AbortController();
      const writing = runWriter(
        {
          databaseUrl,
          chain: node,
          endpoints: endpointsOf(input.endpoints.map(({ url }) => url)),
          contracts,
          finality: input.finality,
          logger,
          state,
          measures: input.measures,
          documents: { sql: primary, storage, logger },
          sideWork: sideWork(primary),
          onReached,
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
