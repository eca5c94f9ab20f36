import { IndexerStatus } from '@atoll/schemas/indexer-api';
import { type App, createRouter } from '@atoll/server-kit/app';
import { createRoute, z } from '@hono/zod-openapi';
import { keyOptional, quotaHeaders, refusals } from '../access/describe-access.ts';
import type { ChainContext } from '../chain-context.ts';
import type { Metrics } from './metrics.ts';
import { readChainStatus } from './read-chain-status.ts';

const status = createRoute({
  method: 'get',
  path: '/status',
  security: keyOptional,
  summary: 'Where the mirror of each chain stands: last block, the node’s head, how far behind, documents',
  responses: {
    200: {
      description: 'as of now',
      headers: quotaHeaders,
      content: { 'application/json': { schema: IndexerStatus } },
    },
    ...refusals(),
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Measures of this process, for Prometheus',
  responses: { 200: { description: 'text format 0.0.4', content: { 'text/plain': { schema: z.string() } } } },
});

export interface OperationsContext {
  readonly version: string;
  readonly chains: readonly ChainContext[];
  readonly metrics: Metrics;
}

export function operationRoutes(ctx: OperationsContext): App {
  const router = createRouter();
  router.openapi(status, async (c) => {
    const now = new Date();
    const chains = await Promise.all(ctx.chains.map((chain) => readChainStatus(chain, now)));
    return c.json({ version: ctx.version, chains }, 200);
  });
  router.openapi(metricsRoute, async (c) =>
    c.text(await ctx.metrics.render(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return router;
}
