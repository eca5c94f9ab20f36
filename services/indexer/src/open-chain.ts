import type { AddressBook } from '@atoll/contracts/address-book';
import type { Chain } from '@atoll/chain/chain';
import { ChainUnavailable } from '@atoll/chain/errors';
import type { Logger } from '@atoll/server-kit/logger';
import { openReadConnections } from './api/read-connections.ts';
import { beginWriting, type Writing } from './begin-writing.ts';
import type { ChainContext } from './chain-context.ts';
import { openChangeHub } from './feed/change-hub.ts';
import type { Measures } from './operations/measures.ts';
import { headReader } from './operations/read-head.ts';
import { checkMirror, compareMirror } from './store/claim-mirror.ts';
import { connectTo, ping, type Sql } from './store/connection.ts';
import type { Phase } from './store/cursor.ts';
import { initialSyncState } from './sync/sync-state.ts';

export interface OpenChainParameters {
  readonly addressBook: AddressBook;
  /** Where the chain is read, the primary first. */
  readonly endpoints: readonly { readonly url: string }[];
  readonly databaseUrl: string;
  readonly readDatabaseUrl?: string;
  /** A connection to the primary with the chain's tables, which are made. */
  readonly primary: Sql;
  /** Finds the chain where this process stands for election as its writer; undefined where it only reads. */
  readonly findChain: (() => Promise<Chain>) | undefined;
  /** A connection to the primary, which can LISTEN. */
  readonly listen: Sql;
  readonly finality: number;
  readonly measures: Measures;
  readonly logger: Logger;
  /** Is told what has to be closed, in the order in which it was opened. */
  readonly onOpen: (name: string, close: () => Promise<unknown>) => void;
}

export interface OpenedChain {
  readonly context: ChainContext;
  /** How far the mirror had come when it was opened; undefined where there was none. */
  readonly phase: Phase | undefined;
  /**
   * Begins to write the mirror in the background, where this process may; what has to be closed then is told to `onOpen`. Resolves when the
   * nodes were asked for the first time.
   *
   * @throws ChainMismatch, OtherDeployment
   */
  startWriting(writing: Writing): Promise<void>;
}

/**
 * Opens everything that belongs to one chain.
 *
 * @throws DatabaseUnavailable, OtherDeployment, MirrorMissing
 */
export async function openChain(input: OpenChainParameters): Promise<OpenedChain> {
  const {
    addressBook,
    databaseUrl,
    readDatabaseUrl = databaseUrl,
    primary,
    findChain,
    listen,
    onOpen,
  } = input;
  const { chainId, startBlock, contracts } = addressBook;
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
  const writes = findChain !== undefined;
  // Tables that this process has made are claimed for the deployment once a node says that it is there.
  const phase = await (writes ? compareMirror(primary, deployment) : checkMirror(sql, deployment));
  const hub = await openChangeHub({ chainId, sql, primary, listen, logger });
  onOpen(`changes of chain ${chainId}`, () => hub.close());
  const state = initialSyncState(
    writes ? new ChainUnavailable({ what: 'not once since the start' }) : undefined,
  );
  const context: ChainContext = {
    chainId,
    caip: hub.chain,
    startBlock,
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
    startWriting: async (writing) => {
      if (findChain !== undefined) await beginWriting({ ...input, ...writing, findChain, state, logger });
    },
  };
}
