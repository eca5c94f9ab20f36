import { QueueLengths, QueueView, ResourceUsage, Utilisation } from '@atoll/schemas/queue';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { readQueue } from '../jobs/read-queue.ts';
import { readUsage, readUtilisation } from '../jobs/read-usage.ts';
import { queueLengths } from '../quotes/queue-lengths.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;

/** The queue and what was used: the custodian's; how long the queue is and how busy the provider was: everybody's. */
export function addQueueRoutes(
  app: App,
  ctx: Context,
  handlers: { signed: MiddlewareHandler<AppEnv>; limitReads: MiddlewareHandler<AppEnv> },
): void {
  const middleware = [handlers.signed, custodianOnly(ctx)];
  const queue = createRoute({
    method: 'get',
    path: '/queue',
    summary: 'Who runs, who waits for what, and when each starts at the latest',
    middleware,
    responses: {
      200: { description: 'the queue', content: { 'application/json': { schema: QueueView } } },
      ...problemResponses(...refusals),
    },
  });
  const usage = createRoute({
    method: 'get',
    path: '/usage',
    summary: 'What each environment and the newest jobs have held',
    middleware,
    responses: {
      200: { description: 'the usage', content: { 'application/json': { schema: ResourceUsage } } },
      ...problemResponses(...refusals),
    },
  });
  const utilisation = createRoute({
    method: 'get',
    path: '/utilisation',
    summary: 'How busy this provider was in each hour of the last seven days',
    responses: {
      200: { description: 'the hours', content: { 'application/json': { schema: Utilisation } } },
    },
  });
  const lengths = createRoute({
    method: 'get',
    path: '/queue/lengths',
    summary:
      'How many run and wait in each environment, and when a run that is ordered now starts at the latest',
    middleware: [handlers.limitReads],
    responses: {
      200: { description: 'the environments', content: { 'application/json': { schema: QueueLengths } } },
      ...problemResponses('too_many_requests', 'chain_unavailable'),
    },
  });
  app.openapi(lengths, async (c) => c.json(await queueLengths(ctx), 200));
  app.openapi(queue, async (c) => c.json(await readQueue(ctx), 200));
  app.openapi(usage, async (c) => c.json(await readUsage(ctx), 200));
  app.openapi(utilisation, async (c) => c.json(await readUtilisation(ctx), 200));
}
