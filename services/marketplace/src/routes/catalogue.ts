import { AssetId } from '@atoll/schemas/ids';
import {
  CatalogueEntry,
  CataloguePage,
  CataloguePrice,
  CatalogueQuery,
  CatalogueVersions,
  SuggestQuery,
  Suggestions,
} from '@atoll/schemas/marketplace-api';
import type { App } from '@atoll/server-kit/app';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { exportCroissant } from '../catalogue/export-croissant.ts';
import { readEntry } from '../catalogue/read-entries.ts';
import { readPrice } from '../catalogue/read-price.ts';
import { readVersions } from '../catalogue/read-versions.ts';
import { searchCatalogueText } from '../catalogue/search/search-catalogue.ts';
import { suggest } from '../catalogue/search/suggest.ts';
import type { MarketplaceContext } from '../context.ts';

const assetParams = z.object({ assetId: AssetId });

const search = {
  method: 'get' as const,
  path: '/catalogue',
  summary: 'Search assets with verified documents',
  description:
    'Repeated parameters are alternatives, different ones must all hold. Retired assets are listed only where state asks for them. Pages ' +
    'follow one another as of the first. Counts are exact unless `exact` is false: then there are at least so many.',
  request: { query: CatalogueQuery },
  responses: {
    200: { description: 'a page', content: { 'application/json': { schema: CataloguePage } } },
    ...problemResponses('malformed_request', 'not_ready'),
  },
};

const entry = createRoute({
  method: 'get',
  path: '/catalogue/{assetId}',
  summary: 'One asset, with its document where it was verified',
  description: 'The CAIP-19 id is percent-encoded: its slashes are %2F.',
  request: { params: assetParams },
  responses: {
    200: { description: 'the asset', content: { 'application/json': { schema: CatalogueEntry } } },
    ...problemResponses('malformed_request', 'asset_unknown'),
  },
});

const versions = createRoute({
  method: 'get',
  path: '/catalogue/{assetId}/versions',
  summary: 'Its versions, each with its document and what it changed',
  description:
    'The newest 20. Changes are operations of RFC 6902 with the value that was there before, at most 500 of a document.',
  request: { params: assetParams },
  responses: {
    200: { description: 'newest first', content: { 'application/json': { schema: CatalogueVersions } } },
    ...problemResponses('malformed_request', 'asset_unknown', 'upstream_unavailable'),
  },
});

const price = createRoute({
  method: 'get',
  path: '/catalogue/{assetId}/price',
  summary: 'What it costs now and what it cost before',
  request: { params: assetParams },
  responses: {
    200: { description: 'in smallest units', content: { 'application/json': { schema: CataloguePrice } } },
    ...problemResponses('malformed_request', 'asset_unknown', 'upstream_unavailable'),
  },
});

const suggestions = createRoute({
  method: 'get',
  path: '/catalogue/suggest',
  summary: 'Completions of what is being typed',
  request: { query: SuggestQuery },
  responses: {
    200: {
      description: 'words to search for and assets to go to',
      content: { 'application/json': { schema: Suggestions } },
    },
    ...problemResponses('malformed_request'),
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

/** What the routes of the catalogue work with. */
export type CatalogueRoutesContext = Pick<
  MarketplaceContext,
  'database' | 'catalogue' | 'storage' | 'deployment' | 'indexer' | 'chain'
>;

/** Parameters as the schemas take them: one that is given once by itself, one that is repeated as a list. */
const givenQuery = (given: Record<string, string[]>): Record<string, string | string[] | undefined> =>
  Object.fromEntries(
    Object.entries(given).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );

/** The catalogue for machines. */
export function addCatalogue(app: App, ctx: CatalogueRoutesContext): void {
  // Its reply is put together from entries that are JSON already, which a typed JSON reply cannot be.
  app.openAPIRegistry.registerPath(search);
  app.get('/catalogue', async (c) => {
    const query = CatalogueQuery.safeParse(givenQuery(c.req.queries()));
    if (!query.success) throw malformedRequest('query', query.error);
    const text = await searchCatalogueText(ctx, query.data);
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
  app.openapi(suggestions, async (c) => c.json(await suggest(ctx, c.req.valid('query')), 200));
  app.openapi(versions, async (c) => c.json(await readVersions(ctx, c.req.valid('param').assetId), 200));
  app.openapi(price, async (c) => c.json(await readPrice(ctx, c.req.valid('param').assetId), 200));
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
