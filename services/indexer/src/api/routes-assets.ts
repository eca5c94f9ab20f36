import { AssetKind, AssetState, AssetVersionView, AssetView, DocumentStatus } from '@atoll/schemas/asset';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { ApprovalView, pageOf } from '@atoll/schemas/indexer-api';
import { type App, createRouter } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { type ApiContext } from './context.ts';
import { getAsset } from './get-asset.ts';
import { listApprovals } from './list-approvals.ts';
import { listAssets } from './list-assets.ts';
import { listAssetVersions } from './list-asset-versions.ts';
import { AssetReference, pageQuery, SearchQuery } from './listing.ts';

const json = <T extends z.ZodType>(schema: T) => ({
  description: 'as the mirror stands',
  content: { 'application/json': { schema } },
});
const params = z.object({ id: AssetReference });

/** One state, or any of several: `state=active&state=paused`. */
const AssetStates = z.union([AssetState, z.array(AssetState).min(1).max(AssetState.options.length)]);

const assets = createRoute({
  method: 'get',
  path: '/assets',
  summary: 'Assets, newest first',
  request: {
    query: z.object({
      kind: AssetKind.optional(),
      state: AssetStates.optional(),
      owner: Address.optional(),
      documentStatus: DocumentStatus.optional(),
      q: SearchQuery.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(pageOf(AssetView)), ...problemResponses('malformed_request') },
});

const asset = createRoute({
  method: 'get',
  path: '/assets/{id}',
  summary: 'One asset, by CAIP-19 id or token id',
  request: { params },
  responses: { 200: json(AssetView), ...problemResponses('malformed_request', 'asset_unknown') },
});

const versions = createRoute({
  method: 'get',
  path: '/assets/{id}/versions',
  summary: 'Versions of an asset, newest first',
  request: { params, query: z.object(pageQuery) },
  responses: {
    200: json(pageOf(AssetVersionView)),
    ...problemResponses('malformed_request', 'asset_unknown'),
  },
});

const approvals = createRoute({
  method: 'get',
  path: '/approvals',
  summary: 'Which algorithm versions may run on which datasets, newest first',
  request: {
    query: z.object({
      dataset: AssetReference.optional(),
      algorithmDigest: Bytes32.optional(),
      ...pageQuery,
    }),
  },
  responses: {
    200: json(pageOf(ApprovalView)),
    ...problemResponses('malformed_request', 'asset_unknown'),
  },
});

export function assetRoutes(ctx: ApiContext): App {
  const router = createRouter();
  router.openapi(assets, async (c) => {
    const { state, ...query } = c.req.valid('query');
    const states = typeof state === 'string' ? [state] : state;
    return c.json(await listAssets(ctx, { ...query, states }), 200);
  });
  router.openapi(asset, async (c) => c.json(await getAsset(ctx, c.req.valid('param').id), 200));
  router.openapi(versions, async (c) =>
    c.json(await listAssetVersions(ctx, c.req.valid('param').id, c.req.valid('query')), 200),
  );
  router.openapi(approvals, async (c) => c.json(await listApprovals(ctx, c.req.valid('query')), 200));
  return router;
}
