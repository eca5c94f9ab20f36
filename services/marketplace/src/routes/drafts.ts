import { Draft, DraftId, DraftSummary, DraftView } from '@atoll/schemas/draft';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { MarketplaceContext } from '../context.ts';
import { deleteDraft } from '../drafts/delete-draft.ts';
import { keepDraft } from '../drafts/keep-draft.ts';
import { listDrafts } from '../drafts/list-drafts.ts';
import { readDraft } from '../drafts/read-draft.ts';

const params = z.object({ id: DraftId });
const refusals = ['malformed_request', 'sign_in_required'] as const;
const one = (description: string) => ({
  description,
  content: { 'application/json': { schema: DraftView } },
});

/** Drafts: of the account that is signed in, and of no other. They move nothing, so a session may write them. */
export function addDrafts(
  app: App,
  ctx: MarketplaceContext,
  input: { session: MiddlewareHandler<AppEnv>; limitRate: MiddlewareHandler<AppEnv> },
): void {
  const reads = [input.session];
  const writes = [input.limitRate, input.session];
  const list = createRoute({
    method: 'get',
    path: '/drafts',
    summary: 'The drafts of the account that is signed in, the one changed last first',
    middleware: reads,
    responses: {
      200: { description: 'drafts', content: { 'application/json': { schema: z.array(DraftSummary) } } },
      ...problemResponses('sign_in_required'),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/drafts/{id}',
    summary: 'A draft',
    middleware: reads,
    request: { params },
    responses: { 200: one('the draft'), ...problemResponses(...refusals, 'not_found') },
  });
  const keep = createRoute({
    method: 'put',
    path: '/drafts/{id}',
    summary: 'Keep a draft, in the place of an earlier one of this id',
    description: 'At most 64 KiB of content, and 50 drafts for each account. Sent by a page of this service.',
    middleware: writes,
    request: { params, body: { required: true, content: { 'application/json': { schema: Draft } } } },
    responses: {
      200: one('the draft as it is kept'),
      ...problemResponses(
        ...refusals,
        'conflict',
        'payload_too_large',
        'unsupported_media_type',
        'too_many_requests',
      ),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/drafts/{id}',
    summary: 'Delete a draft',
    middleware: writes,
    request: { params },
    responses: {
      204: { description: 'deleted' },
      ...problemResponses(...refusals, 'not_found', 'too_many_requests'),
    },
  });
  app.openapi(list, async (c) => c.json(await listDrafts(ctx, c.get('signer')), 200));
  app.openapi(read, async (c) =>
    c.json(await readDraft(ctx, { account: c.get('signer'), id: c.req.valid('param').id }), 200),
  );
  app.openapi(keep, async (c) => {
    const draft = { ...c.req.valid('json'), ...c.req.valid('param'), account: c.get('signer') };
    return c.json(await keepDraft(ctx, draft), 200);
  });
  app.openapi(remove, async (c) => {
    await deleteDraft(ctx, { account: c.get('signer'), id: c.req.valid('param').id });
    return c.body(null, 204);
  });
}
