import { type App, createRouter } from '@atoll/server-kit/app';
import { addHealth } from '@atoll/server-kit/health';
import { type Parts, version } from './base-app.ts';
import { addGauges } from './operations/chain-gauges.ts';
import { mirrorChecks } from './operations/readiness.ts';
import { operationRoutes } from './operations/routes-operations.ts';
import type { ServiceParameters } from './service.ts';
import { ping } from './store/connection.ts';

/** What the service says of itself, from its start: whether it lives and is ready, where its mirrors stand, what it counts. */
export function createOperations({ sql, chains, measures, slots }: Parts, input: ServiceParameters): App {
  const router = createRouter();
  addHealth(router, {
    checks: [
      { name: 'database', check: () => ping(sql) },
      ...chains.flatMap((chain) => mirrorChecks(chain, input.readyLag)),
    ],
  });
  addGauges(measures.metrics, { chains, sql, streams: () => slots.open });
  router.route('/', operationRoutes({ version, chains, metrics: measures.metrics }));
  return router;
}
