import { IndexerStatus } from '@atoll/schemas/indexer-api';
import { type App, createRouter } from '@atoll/server-kit/app';
import { eventStream, type ServerEvent } from '@atoll/server-kit/event-stream';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { type ChangeRow } from './change-feed.ts';
import { type ApiContext } from './context.ts';
import { readStatus } from './read-status.ts';

const status = createRoute({
  method: 'get',
  path: '/status',
  summary: 'Where the mirror stands: last block, the node’s head, how far behind, documents',
  responses: {
    200: {
      description: 'as of now',
      content: { 'application/json': { schema: IndexerStatus } },
    },
  },
});

const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'Changes as server-sent events: asset, job, document, reorg',
  description: 'Each has an id; with `Last-Event-ID` it goes on after that one, else from now on.',
  request: {
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^[0-9]{1,18}$/, 'expected the id of an event')
        .transform(BigInt)
        .optional()
        .openapi({ type: 'string', example: '41' }),
    }),
  },
  responses: {
    200: {
      description: 'the stream',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemResponses('malformed_request'),
  },
});

async function* told(changes: AsyncIterable<ChangeRow>): AsyncGenerator<ServerEvent> {
  for await (const { id, kind, body } of changes) yield { id: id.toString(), event: kind, data: body };
}

export function statusRoutes(ctx: ApiContext): App {
  const router = createRouter();
  router.openapi(status, async (c) => c.json(await readStatus(ctx), 200));
  router.openapi(events, async (c) => {
    // Settled before the reply begins: whoever sees the stream open misses nothing from then on.
    const after = c.req.valid('header')['last-event-id'] ?? (await ctx.changes.newest());
    return eventStream(c, (signal) => told(ctx.changes.follow(after, signal)));
  });
  return router;
}
