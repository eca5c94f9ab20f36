import { AssetId } from '@atoll/schemas/ids';
import { CatalogueEntry, CataloguePage, CatalogueQuery } from '@atoll/schemas/marketplace-api';
import { type App } from '@atoll/server-kit/app';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { exportCroissant } from '../catalogue/export-croissant.ts';
import { readEntry } from '../catalogue/read-entries.ts';
import { searchCatalogue } from '../catalogue/search/search-catalogue.ts';
import { type MarketplaceContext } from '../context.ts';

const assetParams = z.object({ assetId: AssetId });

const search = createRoute({
  method: 'get',
  path: '/catalogue',
  summary: 'Search assets with verified documents',
  description:
    'Retired assets are listed only where state asks for them. A page may hold fewer entries than limit.',
  request: { query: CatalogueQuery },
  responses: {
    200: { description: 'a page', content: { 'application/json': { schema: CataloguePage } } },
    ...problemResponses('malformed_request', 'not_ready'),
  },
});

const entry = createRoute({
  method: 'get',
  path: '/catalogue/{assetId}',
  summary: 'One asset, with its document where it was verified',
  description: 'The CAIP-19 id is percent-encoded: its slashes are %2F.',
  request: { params: assetParams },
  responses: {
    200: { description: 'the asset', content: { 'application/json': { schema: CatalogueEntry } } },
    ...problemResponses('malformed_request', 'asset_unknown', 'upstream_unavailable'),
  },
});

const croissantPath = {
  method: 'get' as const,
  path: '/assets/{assetId}/croissant',
  summary: "A dataset's Croissant document, byte for byte",
  request: { params: assetParams },
  responses: {
    200: {
      description: 'JSON-LD; its sha-256 is the digest on chain',
      content: { 'application/ld+json': { schema: z.record(z.string(), z.unknown()) } },
    },
    ...problemResponses(
      'malformed_request',
      'asset_unknown',
      'not_found',
      'malformed_metadata',
      'content_unavailable',
      'upstream_unavailable',
    ),
  },
};

/** The catalogue for machines. */
export function addCatalogue(app: App, ctx: MarketplaceContext): void {
  app.openapi(search, async (c) => c.json(await searchCatalogue(ctx, c.req.valid('query')), 200));
  app.openapi(entry, async (c) => c.json(await readEntry(ctx, c.req.valid('param').assetId), 200));
  // Its bytes are passed on as they are, which a typed JSON reply cannot do.
  app.openAPIRegistry.registerPath(croissantPath);
  app.get('/assets/:assetId/croissant', async (c) => {
    const params = assetParams.safeParse(c.req.param());
    if (!params.success) throw malformedRequest('param', params.error);
    const { bytes, digest } = await exportCroissant(ctx, params.data.assetId);
    return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/ld+json', etag: `"${digest}"` });
  });
}
