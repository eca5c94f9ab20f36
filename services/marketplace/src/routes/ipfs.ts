import { Cid } from '@atoll/schemas/ids';
import type { App } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { serveGateway } from '@atoll/storage/gateway';
import { z } from '@hono/zod-openapi';
import type { MarketplaceContext } from '../context.ts';

const binary = z.string().openapi({ type: 'string', format: 'binary' });

/** What is kept here, for any IPFS client to read and verify: `/ipfs/{cid}?format=raw|car`. */
export function addGateway(app: App, ctx: Pick<MarketplaceContext, 'storage'>): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/ipfs/{cid}',
    summary: 'Trustless gateway: a block or a CAR of what is kept here',
    description:
      'format=raw or car, or the Accept header; dag-scope=all, entity or block for a CAR. HEAD too.',
    request: {
      params: z.object({ cid: Cid }),
      query: z.object({
        format: z.enum(['raw', 'car']).optional(),
        'dag-scope': z.enum(['all', 'entity', 'block']).optional(),
      }),
    },
    responses: {
      200: {
        description: 'the block or the CAR, to be verified by the reader',
        content: {
          'application/vnd.ipld.raw': { schema: binary },
          'application/vnd.ipld.car': { schema: binary },
        },
      },
      304: { description: 'the reader has it: If-None-Match names its ETag' },
      ...problemResponses(
        'malformed_request',
        'unsupported_cid',
        'not_found',
        'unsupported_media_type',
        'storage_unavailable',
      ),
    },
  });
  app.on(['GET', 'HEAD'], '/ipfs/*', (c) => serveGateway(ctx.storage, c.req.raw, { localOnly: true }));
}
