import { ApprovalQuestion, ApprovalRequest, inboxPage, InboxRequest, Rejection } from '@atoll/schemas/desk';
import { Bytes32 } from '@atoll/schemas/ids';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRateLimiter, TooManyRequests } from '@atoll/server-kit/rate-limit';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { readRequest, rejectRequest, withdrawRequest } from '../desk/decide-request.ts';
import { listOwnRequests, listRequests } from '../desk/list-requests.ts';
import { requestApproval } from '../desk/request-approval.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = ['malformed_request', 'invalid_signature', 'signature_expired', 'sign_in_required'] as const;
const one = (description: string) => ({
  description,
  content: { 'application/json': { schema: ApprovalRequest } },
});
const params = z.object({ id: Bytes32 });

/** Requests that one account may send in an hour, whatever became of them: each may make this provider fetch a document. */
const perHour = 30;

/** Requests for approval: anybody asks, signed; the custodian decides; each sees the own ones. */
export function addRequestRoutes(
  app: App,
  ctx: Context,
  input: { signed: MiddlewareHandler<AppEnv>; limitRate: () => MiddlewareHandler<AppEnv> },
): void {
  const { signed } = input;
  const ask = createRoute({
    method: 'post',
    path: '/requests',
    summary: 'Ask the custodian to approve an algorithm version for a dataset; asking again is asking once',
    description:
      'Signed by who asks. The document of the version is fetched and verified now; exactly that copy is what an approval keeps.',
    middleware: [input.limitRate(), signed, limitSigner(ctx)],
    request: { body: { required: true, content: { 'application/json': { schema: ApprovalQuestion } } } },
    responses: {
      200: one('the request'),
      ...problemResponses(
        ...refusals,
        'too_many_requests',
        'dataset_unknown',
        'asset_unknown',
        'stale_version',
        'conflict',
        'malformed_metadata',
        'content_unavailable',
        'digest_mismatch',
        'chain_unavailable',
      ),
    },
  });
  const mine = createRoute({
    method: 'get',
    path: '/requests/mine',
    summary: 'What the signer has asked for, newest first',
    middleware: [signed],
    responses: {
      200: { description: 'requests', content: { 'application/json': { schema: z.array(ApprovalRequest) } } },
      ...problemResponses(...refusals),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/requests/{id}',
    summary: 'A request, for who asked and for the custodian',
    middleware: [signed],
    request: { params },
    responses: { 200: one('the request'), ...problemResponses(...refusals, 'not_found') },
  });
  const withdraw = createRoute({
    method: 'delete',
    path: '/requests/{id}',
    summary: 'Take a request back, by who asked',
    middleware: [signed],
    request: { params },
    responses: { 200: one('the request'), ...problemResponses(...refusals, 'not_found', 'conflict') },
  });
  app.openapi(ask, async (c) =>
    c.json(await requestApproval(ctx, { ...c.req.valid('json'), requester: c.get('signer') }), 200),
  );
  app.openapi(mine, async (c) => c.json(await listOwnRequests(ctx, c.get('signer')), 200));
  app.openapi(read, async (c) =>
    c.json(await readRequest(ctx, { id: c.req.valid('param').id, reader: c.get('signer') }), 200),
  );
  app.openapi(withdraw, async (c) =>
    c.json(await withdrawRequest(ctx, { id: c.req.valid('param').id, requester: c.get('signer') }), 200),
  );
  addInbox(app, ctx, signed);
}

function addInbox(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const list = createRoute({
    method: 'get',
    path: '/requests',
    summary: 'Open requests with what would run, and what is new in it since the last approved version',
    middleware,
    request: {
      query: z.object({
        before: z.coerce.number().int().positive().optional(),
        limit: z.coerce.number().int().min(1).max(inboxPage).optional(),
      }),
    },
    responses: {
      200: { description: 'requests', content: { 'application/json': { schema: z.array(InboxRequest) } } },
      ...problemResponses(...refusals, 'not_allowed'),
    },
  });
  const reject = createRoute({
    method: 'post',
    path: '/requests/{id}/reject',
    summary: 'Refuse a request, with a reason that who asked may read',
    middleware,
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: Rejection } } },
    },
    responses: {
      200: one('the request'),
      ...problemResponses(...refusals, 'not_allowed', 'not_found', 'conflict'),
    },
  });
  app.openapi(list, async (c) => c.json(await listRequests(ctx, c.req.valid('query')), 200));
  app.openapi(reject, async (c) =>
    c.json(
      await rejectRequest(ctx, { id: c.req.valid('param').id, reason: c.req.valid('json').reason }),
      200,
    ),
  );
}

/** Counts by account, after its signature was checked. */
function limitSigner(ctx: Pick<Context, 'clock'>): MiddlewareHandler<AppEnv> {
  const windowMs = 3_600_000;
  const limiter = createRateLimiter({ limit: perHour, windowMs, clock: ctx.clock });
  return async (c, next) => {
    const waitMs = limiter.take(c.get('signer'));
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      c.header('retry-after', String(retryAfterSeconds));
      throw new TooManyRequests({ limit: perHour, windowSeconds: windowMs / 1000, retryAfterSeconds });
    }
    await next();
  };
}
