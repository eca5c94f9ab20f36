import { ServerResponse } from 'node:http';
import { ChainId } from '@atoll/schemas/ids';
import { type App, createRouter } from '@atoll/server-kit/app';
import { MalformedRequest } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ChainFacts } from '../api/resource/binding.ts';
import { keyOptional, quotaHeaders, refusals } from '../access/describe-access.ts';
import { changeTest } from './change-filter.ts';
import type { ChangeHub } from './change-hub.ts';
import { changeStream } from './change-stream.ts';
import { DescribedChange, DescribedOpening } from './described-changes.ts';
import { filterQuery } from './filter-query.ts';
import { localFilter } from './local-filter.ts';
import type { StreamSlots } from './stream-slots.ts';

/** Who asks, and how many streams that one may hold at once. */
export interface StreamCaller {
  readonly id: string;
  readonly streams: number;
}

/** A chain whose changes are told. */
export interface FeedChain extends ChainFacts {
  readonly hub: ChangeHub;
}

export interface FeedContext {
  /** By CAIP-2 id; the first is the default. */
  readonly chains: ReadonlyMap<string, FeedChain>;
  readonly slots: StreamSlots;
  readonly callerOf: (c: Context) => StreamCaller;
}

const events = createRoute({
  method: 'get',
  path: '/events',
  security: keyOptional,
  summary: 'Changes as server-sent events',
  description:
    'Begins with `open`, which has the position; then one event for each change, named by its kind, whose data is a `ChangeView`. With ' +
    '`Last-Event-ID` (or `after`) it goes on exactly after that change, else from now on; where changes after it are no longer kept the ' +
    'answer is 410. Of each filter that is given a change has to have any of the values. `reorg` is told whatever the filter: drop what you were told of blocks above its ancestor. A comment with the position ' +
    'comes every 15 seconds. Who reads slower than changes come is disconnected with 1 MiB waiting.',
  request: {
    query: z.strictObject({
      chain: ChainId.optional(),
      after: z.coerce.number().int().nonnegative().optional(),
      ...filterQuery,
    }),
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^[0-9]{1,16}$/, 'expected the id of an event')
        .transform(Number)
        .optional()
        .openapi({ type: 'string', example: '1763712000000041' }),
    }),
  },
  responses: {
    200: {
      description: 'the stream',
      headers: quotaHeaders,
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...refusals('asset_unknown', 'changes_forgotten', 'not_ready'),
  },
});

const Connection = z.object({ outgoing: z.instanceof(ServerResponse) });

/** Cuts the connection of a request at once; does nothing where there is none. */
function cut(c: Context): void {
  const connection = Connection.safeParse(c.env);
  if (connection.success) connection.data.outgoing.destroy();
}

function chainOf(ctx: FeedContext, caip: string | undefined): FeedChain {
  const [first] = ctx.chains.values();
  const chain = caip === undefined ? first : ctx.chains.get(caip);
  if (chain === undefined) {
    const expected = `expected one of ${[...ctx.chains.keys()].join(', ')}`;
    throw new MalformedRequest({ issues: [{ path: 'query.chain', expected }] });
  }
  return chain;
}

export function eventRoutes(ctx: FeedContext): App {
  const router = createRouter();
  // What a stream of text holds has no place in its description but by name.
  router.openAPIRegistry.register('StreamOpened', DescribedOpening);
  router.openAPIRegistry.register('ChangeView', DescribedChange);
  router.openapi(events, async (c) => {
    const { chain: caip, after: asked, ...filter } = c.req.valid('query');
    const chain = chainOf(ctx, caip);
    const { hub } = chain;
    const wanted = changeTest(localFilter(chain, filter));
    const after = c.req.valid('header')['last-event-id'] ?? asked;
    const caller = ctx.callerOf(c);
    const release = ctx.slots.take(caller.id, caller.streams);
    try {
      if (after !== undefined) await hub.check(after);
      const stream = changeStream({
        hub,
        after: after ?? hub.newest(),
        wanted,
        logger: c.get('logger'),
        closing: c.env?.closing,
        cut: () => cut(c),
        onEnd: release,
      });
      // Proxies that buffer replies (nginx) are told not to.
      return c.body(stream, 200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
    } catch (error) {
      release();
      throw error;
    }
  });
  return router;
}
