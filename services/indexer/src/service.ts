import { createApp } from '@atoll/server-kit/app';
import { type Caller, type Quota } from '@atoll/server-kit/caller';
import { systemClock } from '@atoll/server-kit/clock';
import { DatabaseUnavailable } from '@atoll/server-kit/database';
import { addHealth } from '@atoll/server-kit/health';
import { type Logger } from '@atoll/server-kit/logger';
import { migrate } from '@atoll/server-kit/migrate';
import { type AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { type RunningServer, serve } from '@atoll/server-kit/serve';
import { type Storage } from '@atoll/storage/block-source';
import { admit, isShared } from './access/admit.ts';
import { type KeyDirectory, openKeyDirectory } from './access/key-directory.ts';
import { shareUsage } from './access/share-usage.ts';
import { UsageMeter } from './access/usage-meter.ts';
import { apiRoutes } from './api/api-routes.ts';
import { type ChainContext } from './chain-context.ts';
import { type ConfiguredChain } from './chains-of.ts';
import { eventRoutes } from './feed/routes-events.ts';
import { createStreamSlots } from './feed/stream-slots.ts';
import { openChain } from './open-chain.ts';
import { addGauges } from './operations/chain-gauges.ts';
import { measureRequests } from './operations/measure-requests.ts';
import { createMeasures, type Measures } from './operations/measures.ts';
import { mirrorChecks } from './operations/readiness.ts';
import { operationRoutes } from './operations/routes-operations.ts';
import { webhookRunner } from './webhooks/run-webhooks.ts';
import { webhookRoutes } from './webhooks/routes-webhooks.ts';
import { connectTo, type Sql } from './store/connection.ts';
import { migrationsDirectory } from './store/migrate-chain.ts';

const version = '0.1.0';

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
  storage: Storage;
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

interface Parts {
  readonly sql: Sql;
  readonly chains: readonly ChainContext[];
  readonly keys: KeyDirectory;
  readonly meter: UsageMeter;
  readonly measures: Measures;
}

function createApi(parts: Parts, input: ServiceParameters) {
  const { sql, chains, keys, meter, measures } = parts;
  const { proxies, anonymous, streams } = input.access;
  const app = createApp({
    name: 'indexer',
    version,
    description:
      'The mirror of Atoll’s contracts and metadata documents, rebuilt from chain and IPFS at any time.',
    logger: input.logger,
    // Everything here is public or asked for by a key in a header; how this process fares is for its operator.
    crossOrigin: { open: ({ path }) => path !== '/metrics', origins: [] },
  });
  app.use(measureRequests(measures.requests));
  app.use(admit({ keys, meter, anonymous, proxies }));
  addHealth(app, {
    checks: [
      { name: 'database', check: () => ping(sql) },
      ...chains.flatMap((chain) => mirrorChecks(chain, input.readyLag)),
    ],
  });
  const readers = chains.map(({ chainId, contracts, reading }) => ({ chainId, contracts, sql: reading }));
  const { keptBytes } = input;
  app.route(
    '/',
    apiRoutes({ chains: new Map(readers.map((reader) => [reader.chainId, reader])), keptBytes }),
  );
  const slots = createStreamSlots(streams);
  addGauges(measures.metrics, { chains, sql, streams: () => slots.open });
  app.route('/', operationRoutes({ version, chains, metrics: measures.metrics }));
  const callerOf = ({ id, quota }: Caller) => ({ id, streams: quota.streams });
  const hubs = new Map(chains.map(({ caip, hub }) => [caip, hub]));
  const webhooks = { sql, reach: { allowed: input.webhookHosts }, chains: [...hubs.keys()] };
  app.route('/', webhookRoutes(webhooks));
  app.route('/', eventRoutes({ hubs, slots, callerOf: (c) => callerOf(c.get('caller')) }));
  return app;
}

async function ping(sql: Sql): Promise<void> {
  try {
    await sql`select 1`;
  } catch (cause) {
    throw new DatabaseUnavailable(cause);
  }
}

/**
 * Opens everything, serves the API and mirrors the chains in the background. The API answers at once; `/ready` says when every mirror has
 * reached its head.
 *
 * @throws ChainUnavailable, ChainMismatch, DatabaseUnavailable, MigrationRefused, OtherDeployment, MirrorMissing, PortTaken
 */
export async function startService(input: ServiceParameters): Promise<RunningServer> {
  const { logger, databaseUrl, readDatabaseUrl, onOpen, role } = input;
  const [first] = input.chains;
  if (first === undefined) throw new TypeError('an indexer mirrors at least one chain');
  const { chainId } = first.addressBook;
  const sql = connectTo({ url: databaseUrl, chainId, application: 'indexer service' });
  onOpen('database', () => sql.end({ timeout: 3 }));
  await ping(sql);
  if (role === 'all') {
    await migrate({ sql, directory: migrationsDirectory, service: 'indexer' });
  }
  const measures = createMeasures();
  const reach = { allowed: input.webhookHosts };
  const chains: ChainContext[] = [];
  for (const chain of input.chains) {
    chains.push(
      await openChain({
        ...chain,
        databaseUrl,
        ...(readDatabaseUrl === undefined ? {} : { readDatabaseUrl }),
        writes: role === 'all',
        listen: sql,
        storage: input.storage,
        finality: input.finality,
        measures,
        logger,
        onOpen,
        sideWork: (own, primary) => [
          webhookRunner({
            databaseUrl,
            sql: primary,
            chainId: own.chainId,
            hub: own.hub,
            reach,
            outcomes: measures.deliveries,
            logger,
          }),
        ],
      }),
    );
  }
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
