import type { Quota } from '@atoll/server-kit/caller';
import { systemClock } from '@atoll/server-kit/clock';
import type { Logger } from '@atoll/server-kit/logger';
import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { type RunningServer, serve } from '@atoll/server-kit/serve';
import type { Storage } from '@atoll/storage/block-source';
import { isShared } from './access/admit.ts';
import { openKeyDirectory } from './access/key-directory.ts';
import { shareUsage } from './access/share-usage.ts';
import { UsageMeter } from './access/usage-meter.ts';
import type { ConfiguredChain } from './chains-of.ts';
import { type OpenedChain, openChain } from './open-chain.ts';
import { createMeasures, type Measures } from './operations/measures.ts';
import { allEnded } from './store/all-ended.ts';
import { connectTo, ping, type Sql } from './store/connection.ts';

export interface ServiceParameters {
  databaseUrl: string;
  /** A replica that the API reads from. */
  readDatabaseUrl?: string;
  /** api: never writes a mirror. */
  role: 'all' | 'api';
  /** The first is the default of the API. */
  chains: readonly (ConfiguredChain & {
    /** Milliseconds between two looks at the head. */
    pollingInterval: number;
  })[];
  /** Called once. */
  openStorage: () => Promise<Storage>;
  /** Blocks on top of a block before it counts as final. */
  finality: number;
  /** Blocks that the mirror may be behind the node before it counts as not ready. */
  readyLag: number;
  access: {
    /** Reverse proxies in front of the service that are to be believed. */
    proxies: number;
    /** What one address may use without a key. */
    anonymous: Quota;
    /** Streams of changes and connections that this process holds in all. */
    streams: number;
    connections: number;
  };
  /** Bytes of answers that the API keeps, to give them again while nothing changes them. */
  keptBytes: number;
  /** Hosts of private networks that webhooks may go to, also over http. */
  webhookHosts: readonly AllowedHost[];
  port: number;
  host: string;
  logger: Logger;
  /** Is told what has to be closed, in the order in which it was opened. */
  onOpen: (name: string, close: () => Promise<unknown>) => void;
}

async function openChains(
  input: ServiceParameters,
  parts: { sql: Sql; measures: Measures },
): Promise<OpenedChain[]> {
  const { databaseUrl, readDatabaseUrl, finality, logger, onOpen } = input;
  const chains: OpenedChain[] = [];
  for (const chain of input.chains) {
    chains.push(
      await openChain({
        ...chain,
        databaseUrl,
        ...(readDatabaseUrl === undefined ? {} : { readDatabaseUrl }),
        writes: input.role === 'all',
        listen: parts.sql,
        finality,
        measures: parts.measures,
        logger,
        onOpen,
      }),
    );
  }
  return chains;
}

async function openStorage(input: ServiceParameters): Promise<Storage> {
  const storage = await input.openStorage();
  input.onOpen('storage', () => storage.close());
  return storage;
}

/**
 * Opens everything, serves the API and mirrors the chains in the background. The API answers at once; `/ready` says when every mirror has
 * reached its head.
 *
 * @throws ChainUnavailable, ChainMismatch, DatabaseUnavailable, MigrationRefused, OtherDeployment, MirrorMissing, PortTaken
 */
export async function startService(input: ServiceParameters): Promise<RunningServer> {
  const { logger, databaseUrl, onOpen } = input;
  const [first] = input.chains;
  if (first === undefined) throw new TypeError('an indexer mirrors at least one chain');
  const { chainId } = first.addressBook;
  const sql = connectTo({ url: databaseUrl, chainId, application: 'indexer service' });
  onOpen('database', () => sql.end({ timeout: 3 }));
  await ping(sql);
  const measures = createMeasures();
  // All of it has ended before a failure is told: what is still opening then could not be closed.
  const [opened, storage, { createApi }] = await allEnded([
    openChains(input, { sql, measures }),
    // Loaded while the database migrates: much of what the process loads is for those who ask, and for documents.
    openStorage(input),
    import('./create-api.ts'),
  ]);
  const reach = { allowed: input.webhookHosts };
  for (const { context, startWriting } of opened) {
    startWriting({
      storage,
      sideWork: (primary) => [
        {
          start: async () => {
            // Not before the mirror is live: until then nobody is told of anything.
            const { runWebhooks } = await import('./webhooks/run-webhooks.ts');
            return runWebhooks({
              ...{ databaseUrl, sql: primary, chainId: context.chainId, hub: context.hub, reach, logger },
              outcomes: measures.deliveries,
            });
          },
        },
      ],
    });
  }
  const chains = opened.map(({ context }) => context);
  const keys = await openKeyDirectory({ sql, logger });
  onOpen('keys', () => keys.close());
  const meter = new UsageMeter(systemClock);
  const sharing = shareUsage({ sql, meter, isShared, logger });
  onOpen('usage', () => sharing.close());
  const app = createApi({ sql, chains, keys, meter, measures }, input);
  // Nobody uploads anything here: a request is small or it is none of ours.
  const limits = { requestMs: 30_000, idleMs: 120_000, connections: input.access.connections };
  const server = await serve({ app, port: input.port, host: input.host, logger, limits });
  onOpen('http', () => server.close());
  return server;
}
