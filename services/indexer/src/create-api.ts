import type { App } from '@atoll/server-kit/app';
import type { Caller } from '@atoll/server-kit/caller';
import { apiRoutes } from './api/api-routes.ts';
import { createBase, type Parts } from './base-app.ts';
import { eventRoutes } from './feed/routes-events.ts';
import type { ServiceParameters } from './service.ts';
import { webhookRoutes } from './webhooks/routes-webhooks.ts';

/** Everything that the service answers, over parts that are open. */
export function createApi(parts: Parts, operations: App, input: ServiceParameters): App {
  const { sql, chains, slots } = parts;
  const app = createBase(parts, input);
  app.route('/', operations);
  const readers = chains.map(({ chainId, contracts, reading }) => ({ chainId, contracts, sql: reading }));
  const { keptBytes } = input;
  app.route(
    '/',
    apiRoutes({ chains: new Map(readers.map((reader) => [reader.chainId, reader])), keptBytes }),
  );
  const callerOf = ({ id, quota }: Caller) => ({ id, streams: quota.streams });
  const byCaip = new Map(chains.map((chain) => [chain.caip, chain]));
  app.route('/', webhookRoutes({ sql, reach: { allowed: input.webhookHosts }, chains: byCaip }));
  app.route('/', eventRoutes({ chains: byCaip, slots, callerOf: (c) => callerOf(c.get('caller')) }));
  return app;
}
