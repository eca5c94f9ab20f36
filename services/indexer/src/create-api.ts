import { createApp } from '@atoll/server-kit/app';
import type { Caller } from '@atoll/server-kit/caller';
import { addHealth } from '@atoll/server-kit/health';
import { admit } from './access/admit.ts';
import type { KeyDirectory } from './access/key-directory.ts';
import type { UsageMeter } from './access/usage-meter.ts';
import { apiRoutes } from './api/api-routes.ts';
import type { ChainContext } from './chain-context.ts';
import { eventRoutes } from './feed/routes-events.ts';
import { createStreamSlots } from './feed/stream-slots.ts';
import { addGauges } from './operations/chain-gauges.ts';
import { measureRequests } from './operations/measure-requests.ts';
import type { Measures } from './operations/measures.ts';
import { mirrorChecks } from './operations/readiness.ts';
import { operationRoutes } from './operations/routes-operations.ts';
import type { ServiceParameters } from './service.ts';
import { ping, type Sql } from './store/connection.ts';
import { webhookRoutes } from './webhooks/routes-webhooks.ts';

const version = '0.1.0';

interface Parts {
  readonly sql: Sql;
  readonly chains: readonly ChainContext[];
  readonly keys: KeyDirectory;
  readonly meter: UsageMeter;
  readonly measures: Measures;
}

/** Everything that the service answers, over parts that are open. */
export function createApi(parts: Parts, input: ServiceParameters) {
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
