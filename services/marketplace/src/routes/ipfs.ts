import { type App } from '@atoll/server-kit/app';
import { serveGateway } from '@atoll/storage/gateway';
import { type MarketplaceContext } from '../context.ts';

/** What is kept here, for any IPFS client to read and verify: `/ipfs/{cid}?format=raw|car`. */
export function addGateway(app: App, ctx: Pick<MarketplaceContext, 'storage'>): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/ipfs/{cid}',
    summary: 'Trustless gateway: a block or a CAR of what is kept here',
    description:
      'format=raw or car, or the Accept header; dag-scope=all, entity or block for a CAR. HEAD too.',
    responses: { 200: { description: 'the block or the CAR, to be verified by the reader' } },
  });
  app.on(['GET', 'HEAD'], '/ipfs/*', (c) => serveGateway(ctx.storage, c.req.raw, { localOnly: true }));
}
