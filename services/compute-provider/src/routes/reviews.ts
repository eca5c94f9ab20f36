import { HeldJob } from '@atoll/schemas/desk';
import { AtollError } from '@atoll/schemas/error';
import { Bytes32 } from '@atoll/schemas/ids';
import { JobView } from '@atoll/schemas/job';
import { OutputName } from '@atoll/schemas/metadata/algorithm';
import { ReviewDecision } from '@atoll/schemas/provider-api';
import { signedRequestHeader } from '@atoll/schemas/signed-request';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { listHeld, readHeldOutput } from '../desk/held-outputs.ts';
import { safeView } from '../desk/safe-view.ts';
import { decideReview } from '../jobs/decide-review.ts';
import { readJob } from '../jobs/read-job.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;
const binary = z.string().openapi({ type: 'string', format: 'binary' });
const OutputParams = z.object({ jobId: Bytes32, name: OutputName });
const OutputQuery = z.object({ view: z.literal('safe').optional() });

/** The request was signed, by somebody who decides on nothing here. */
class NotAReviewer extends AtollError {
  constructor(signer: string) {
    super({
      code: 'not_allowed',
      message: `${signer} is no reviewer of this provider`,
      hint: 'sign with the custodian or with an account that REVIEWERS names',
      data: { signer },
    });
  }
}

type Both = [MiddlewareHandler<AppEnv>, MiddlewareHandler<AppEnv>];

/** Held outputs and decisions on them: the reviewers' alone. */
export function addReviewRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const reviewersOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
    const signer = c.get('signer');
    if (!ctx.settings.reviewers.includes(signer)) throw new NotAReviewer(signer);
    await next();
  };
  const middleware: Both = [signed, reviewersOnly];
  const list = createRoute({
    method: 'get',
    path: '/reviews',
    summary: 'Jobs whose outputs wait for a decision, the soonest to lapse first',
    middleware,
    responses: {
      200: { description: 'held jobs', content: { 'application/json': { schema: z.array(HeldJob) } } },
      ...problemResponses(...refusals),
    },
  });
  const decide = createRoute({
    method: 'post',
    path: '/jobs/{jobId}/review',
    summary: "A reviewer's decision on a held output",
    description:
      'A release is bound to outputsDigest, what the reviewer saw; where the rules of a dataset ask for two reviewers, two accounts have to release. One withhold keeps it back.',
    middleware,
    request: {
      params: z.object({ jobId: Bytes32 }),
      body: { required: true, content: { 'application/json': { schema: ReviewDecision } } },
    },
    responses: {
      200: { description: 'the job', content: { 'application/json': { schema: JobView } } },
      ...problemResponses(...refusals, 'not_found', 'conflict', 'provider_halted'),
    },
  });
  app.openapi(list, async (c) => c.json(await listHeld(ctx), 200));
  app.openapi(decide, async (c) => {
    const { jobId } = c.req.valid('param');
    const evidence = {
      method: c.req.method,
      path: c.req.path,
      body: await c.req.text(),
      header: c.req.header(signedRequestHeader) ?? '',
    };
    await decideReview(ctx, { jobId, reviewer: c.get('signer'), evidence, ...c.req.valid('json') });
    return c.json(await readJob(ctx, { jobId, reader: ctx.settings.custodian }), 200);
  });
  addOutputs(app, ctx, middleware);
}

/** Output bytes, which an enemy of the reviewer may have written: never a page, never run, never kept. */
const inert = {
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
};

function addOutputs(app: App, ctx: Context, middleware: Both): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/reviews/{jobId}/outputs/{name}',
    summary: 'The bytes of a held output, as an attachment',
    description:
      'view=safe gives text in which control and bidirectional characters are written out and cells that a spreadsheet would run begin with an apostrophe.',
    request: { params: OutputParams, query: OutputQuery },
    responses: {
      200: {
        description: 'what would be released, or its safe view',
        content: { 'application/octet-stream': { schema: binary }, 'text/plain': { schema: binary } },
      },
      ...problemResponses(...refusals, 'not_found', 'digest_mismatch', 'unsupported_media_type'),
    },
  });
  app.get('/reviews/:jobId/outputs/:name', ...middleware, async (c) => {
    const params = OutputParams.safeParse(c.req.param());
    if (!params.success) throw malformedRequest('param', params.error);
    const query = OutputQuery.safeParse(c.req.query());
    if (!query.success) throw malformedRequest('query', query.error);
    const { name } = params.data;
    const output = await readHeldOutput(ctx, params.data);
    if (query.data.view === 'safe')
      return c.body(await safeView(output), 200, {
        ...inert,
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.txt"`,
      });
    return c.body(ReadableStream.from(output.content), 200, {
      ...inert,
      'content-type': 'application/octet-stream',
      'content-length': String(output.size),
      'content-disposition': `attachment; filename="${name}"`,
    });
  });
}
