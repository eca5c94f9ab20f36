import { fileURLToPath } from 'node:url';
import { type AddressBook } from '@atoll/contracts/address-book';
import { type Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { createApp } from '@atoll/server-kit/app';
import { type Database, openDatabase } from '@atoll/server-kit/database';
import { addHealth } from '@atoll/server-kit/health';
import { type Logger } from '@atoll/server-kit/logger';
import { migrate } from '@atoll/server-kit/migrate';
import { type RunningServer, serve } from '@atoll/server-kit/serve';
import { type Storage } from '@atoll/storage/block-source';
import { openChangeFeed } from './api/change-feed.ts';
import { type ApiContext } from './api/context.ts';
import { mirrorChecks } from './api/readiness.ts';
import { assetRoutes } from './api/routes-assets.ts';
import { jobRoutes } from './api/routes-jobs.ts';
import { statusRoutes } from './api/routes-status.ts';
import { type Contracts } from './decode/decode-log.ts';
import { claimMirror } from './store/claim-mirror.ts';
import * as schema from './store/schema.ts';
import { runWriter } from './sync/run-writer.ts';
import { initialSyncState } from './sync/sync-state.ts';

/** The folder of all services' migrations. */
export const migrationsDirectory = fileURLToPath(new URL('../../../migrations', import.meta.url));

export interface ServiceParameters {
  databaseUrl: string;
  rpcUrl: string;
  addressBook: AddressBook;
  storage: Storage;
  /** Blocks on top of a block before it counts as final. */
  finality: number;
  /** Milliseconds between two looks at the head. */
  pollingInterval: number;
  port: number;
  host: string;
  allowedOrigins: readonly string[];
  logger: Logger;
  /** Is told what has to be closed, in the order in which it was opened. */
  onOpen: (name: string, close: () => Promise<unknown>) => void;
}

/** Milliseconds after which a node that has not told its head counts as silent. */
const headTimeoutMs = 1000;

async function headOf(chain: Chain): Promise<number | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), headTimeoutMs).unref();
  });
  const asked = chain.publicClient.getBlockNumber({ cacheTime: 200 }).then(Number, () => undefined);
  return Promise.race([asked, late]);
}

function createApi(ctx: ApiContext, database: Database<typeof schema>, input: ServiceParameters) {
  const app = createApp({
    name: 'indexer',
    version: '0.1.0',
    description:
      'The mirror of Atoll’s contracts and metadata documents, rebuilt from chain and IPFS at any time.',
    logger: input.logger,
    allowedOrigins: input.allowedOrigins,
  });
  addHealth(app, {
    checks: [{ name: 'database', check: () => database.ping() }, ...mirrorChecks(ctx)],
  });
  app.route('/', assetRoutes(ctx));
  app.route('/', jobRoutes(ctx));
  app.route('/', statusRoutes(ctx));
  return app;
}

/**
 * Opens everything, serves the API and mirrors the chain in the background. The API answers at once; `/ready` says when the mirror has
 * reached the head.
 *
 * @throws ChainUnavailable, ChainMismatch, DatabaseUnavailable, MigrationRefused, OtherDeployment, PortTaken
 */
export async function startService(input: ServiceParameters): Promise<RunningServer> {
  const { logger, addressBook, databaseUrl, onOpen, storage, finality } = input;
  const contracts: Contracts = addressBook.contracts;
  const { pollingInterval } = input;
  const chain = await connectChain({
    rpcUrl: input.rpcUrl,
    addressBook,
    pollingInterval,
    confirmations: finality,
  });
  const database = openDatabase({ url: databaseUrl, schema, application: 'indexer' });
  onOpen('database', () => database.close());
  await database.ping();
  await migrate({ sql: database.sql, directory: migrationsDirectory, service: 'indexer' });
  await claimMirror(database.sql, { chainId: chain.chainId, startBlock: chain.startBlock, contracts });

  const changes = await openChangeFeed(database.sql, logger);
  onOpen('change feed', () => changes.close());
  const state = initialSyncState();
  const stopping = new AbortController();
  const writing = runWriter(
    {
      databaseUrl,
      chain,
      contracts,
      finality,
      logger,
      state,
      documents: { sql: database.sql, storage, logger },
    },
    stopping.signal,
  );
  onOpen('writer', () => {
    stopping.abort();
    return writing;
  });

  const registry = contracts.assetRegistry;
  const readHead = () => headOf(chain);
  const app = createApi(
    { db: database.db, chainId: chain.chainId, registry, state, readHead, changes },
    database,
    input,
  );
  const server = await serve({ app, port: input.port, host: input.host, logger });
  onOpen('http', () => server.close());
  return server;
}
