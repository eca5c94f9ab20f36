import { GuardReport } from '@atoll/schemas/guard';
import { Bytes32 } from '@atoll/schemas/ids';
import { JobView, SignedReceipt } from '@atoll/schemas/job';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { eventStream } from '@atoll/server-kit/event-stream';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context as RequestContext, MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { followJob } from '../jobs/follow-job.ts';
import { readFindings } from '../jobs/read-findings.ts';
import { readJob, readReceipt } from '../jobs/read-job.ts';
import { readLog, readResult } from '../jobs/read-result.ts';
import { custodianOnly } from './custodian-only.ts';

const params = z.object({ jobId: Bytes32 });
const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_found',
] as const;
const binary = z.string().openapi({ type: 'string', format: 'binary' });

/** The job that a request is about and who signed it. */
function asked(c: RequestContext<AppEnv>): { jobId: Bytes32; reader: `0x${string}` } {
  const parsed = params.safeParse(c.req.param());
  if (!parsed.success) throw malformedRequest('param', parsed.error);
  return { jobId: parsed.data.jobId, reader: c.get('signer') };
}

/** Jobs: their buyer's and the custodian's; for everybody else they are not there. */
export function addJobRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed];
  const read = createRoute({
    method: 'get',
    path: '/jobs/{jobId}',
    summary: 'Where a job stands',
    middleware,
    request: { params },
    responses: {
      200: { description: 'the job', content: { 'application/json': { schema: JobView } } },
      ...problemResponses(...refusals),
    },
  });
  const receipt = createRoute({
    method: 'get',
    path: '/jobs/{jobId}/receipt',
    summary: 'The signed receipt with its in-toto statement, once the chain has taken it',
    middleware,
    request: { params },
    responses: {
      200: { description: 'the receipt', content: { 'application/json': { schema: SignedReceipt } } },
      ...problemResponses(...refusals, 'result_not_ready'),
    },
  });
  const findings = createRoute({
    method: 'get',
    path: '/jobs/{jobId}/findings',
    summary: 'What the guard found in the outputs, for who decides on them',
    middleware: [signed, custodianOnly(ctx)],
    request: { params },
    responses: {
      200: { description: 'the findings', content: { 'application/json': { schema: GuardReport } } },
      ...problemResponses(...refusals, 'not_allowed', 'result_not_ready'),
    },
  });
  app.openapi(findings, async (c) => c.json(await readFindings(ctx, asked(c).jobId), 200));
  app.openapi(read, async (c) => c.json(await readJob(ctx, asked(c)), 200));
  app.openapi(receipt, async (c) => c.json(await readReceipt(ctx, asked(c)), 200));
  addStreams(app, ctx, signed);
}

/** Replies that are no JSON: events, the encrypted result, the log. */
function addStreams(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const describe = (path: string, summary: string, type: string) =>
    app.openAPIRegistry.registerPath({
      method: 'get',
      path,
      summary,
      request: { params },
      responses: {
        200: { description: summary, content: { [type]: { schema: binary } } },
        ...problemResponses(...refusals, 'result_not_ready', 'result_expired'),
      },
    });
  describe(
    '/jobs/{jobId}/events',
    'The job now and at each change, as server-sent events',
    'text/event-stream',
  );
  describe('/jobs/{jobId}/result', 'The encrypted result, for its buyer', 'application/age');
  describe('/jobs/{jobId}/log', 'What the algorithm printed, for the custodian', 'text/plain');

  app.get('/jobs/:jobId/events', signed, async (c) => {
    const input = asked(c);
    // Who may not see the job is told so by a status, before the stream begins.
    await readJob(ctx, input);
    return eventStream(c, async function* (signal) {
      for await (const view of followJob(ctx, input, signal)) yield { event: 'job', data: view };
    });
  });
  app.get('/jobs/:jobId/result', signed, async (c) => {
    const { cid, size, content } = await readResult(ctx, asked(c));
    return c.body(ReadableStream.from(content), 200, {
      'content-type': 'application/age',
      'content-length': String(size),
      etag: `"${cid}"`,
      'cache-control': 'private, no-store',
    });
  });
  app.get('/jobs/:jobId/log', signed, async (c) =>
    c.body(await readLog(ctx, asked(c)), 200, { 'content-type': 'text/plain; charset=utf-8' }),
  );
}
