import { Bytes32 } from '@atoll/schemas/ids';
import { ApprovalProgress, ApproveAlgorithm, CustodianApproval } from '@atoll/schemas/provider-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { approveAlgorithm } from '../approvals/approve-algorithm.ts';
import { listApprovals } from '../approvals/list-approvals.ts';
import { revokeAlgorithm } from '../approvals/revoke-algorithm.ts';
import type { Context } from '../context.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;
const approval = (description: string) => ({
  description,
  content: { 'application/json': { schema: CustodianApproval } },
});

/** Approvals: the custodian's alone, necessary beside those on chain. */
export function addApprovalRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const approve = (method: 'post' | 'put') =>
    createRoute({
      method,
      path: '/approvals',
      summary: 'Approve one exact algorithm version for a dataset; its image is fetched and checked now',
      middleware,
      request: { body: { required: true, content: { 'application/json': { schema: ApproveAlgorithm } } } },
      responses: {
        200: approval('the approval'),
        ...problemResponses(
          ...refusals,
          'asset_unknown',
          'dataset_unknown',
          'stale_version',
          'malformed_metadata',
          'conflict',
          'content_unavailable',
          'digest_mismatch',
          'image_unavailable',
          'image_invalid',
          'engine_unavailable',
          'chain_unavailable',
        ),
      },
    });
  const list = createRoute({
    method: 'get',
    path: '/approvals',
    summary: 'Every approval, newest first, revoked ones too',
    middleware,
    responses: {
      200: {
        description: 'approvals',
        content: { 'application/json': { schema: z.array(CustodianApproval) } },
      },
      ...problemResponses(...refusals),
    },
  });
  const preparation = createRoute({
    method: 'get',
    path: '/approvals/{metadataDigest}/preparation',
    summary: 'How far the approval of a version is that is under way',
    middleware,
    request: { params: z.object({ metadataDigest: Bytes32 }) },
    responses: {
      200: {
        description: 'how far it is',
        content: { 'application/json': { schema: ApprovalProgress } },
      },
      ...problemResponses(...refusals),
    },
  });
  const revoke = createRoute({
    method: 'delete',
    path: '/approvals/{datasetId}/{algorithmId}/{metadataDigest}',
    summary: 'Take an approval back; jobs that have not started are refunded',
    middleware,
    request: { params: ApproveAlgorithm },
    responses: {
      200: approval('the revoked approval'),
      ...problemResponses(...refusals, 'custodian_approval_missing'),
    },
  });
  app.openapi(approve('post'), async (c) => c.json(await approveAlgorithm(ctx, c.req.valid('json')), 200));
  app.openapi(approve('put'), async (c) => c.json(await approveAlgorithm(ctx, c.req.valid('json')), 200));
  app.openapi(list, async (c) => c.json(await listApprovals(ctx), 200));
  app.openapi(preparation, (c) => {
    const { metadataDigest } = c.req.valid('param');
    const found = ctx.preparations.look(metadataDigest);
    return c.json(found === undefined ? {} : { preparation: found }, 200);
  });
  app.openapi(revoke, async (c) => c.json(await revokeAlgorithm(ctx, c.req.valid('param')), 200));
}
