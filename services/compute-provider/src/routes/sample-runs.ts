import { OutputName } from '@atoll/schemas/metadata/algorithm';
import { SampleRunView, StartSampleRun } from '@atoll/schemas/sample-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { malformedRequest, problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { readSampleLog, readSampleOutput, readSampleRun } from '../samples/runs/read-sample-run.ts';
import { startSampleRun } from '../samples/runs/start-sample-run.ts';

const refusals = ['malformed_request', 'invalid_signature', 'signature_expired', 'sign_in_required'] as const;
const params = z.object({ run: SampleRunView.shape.run });
const view = (description: string) => ({
  description,
  content: { 'application/json': { schema: SampleRunView } },
});
const binary = z.string().openapi({ type: 'string', format: 'binary' });

/** Runs on published samples: anybody's to ask for, shown to who asked. */
export function addSampleRunRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed];
  const start = createRoute({
    method: 'post',
    path: '/sample-runs',
    summary:
      'Run an algorithm on the published sample of a dataset, in the image and sandbox of the real run, free of charge',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: StartSampleRun } } } },
    responses: {
      202: view('the run, which waits for its turn'),
      ...problemResponses(
        ...refusals,
        'not_allowed',
        'too_many_requests',
        'environment_busy',
        'sample_unavailable',
        'dataset_unknown',
        'asset_unknown',
        'custodian_approval_missing',
        'content_unavailable',
        'malformed_metadata',
        'invalid_parameters',
        'invalid_order',
        'gpu_unavailable',
        'chain_unavailable',
      ),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/sample-runs/{run}',
    summary: 'Where a run on a sample stands: exit code and usage are told in full',
    middleware,
    request: { params },
    responses: { 200: view('the run'), ...problemResponses(...refusals, 'not_found') },
  });
  app.openapi(start, async (c) =>
    c.json(await startSampleRun(ctx, { ...c.req.valid('json'), signer: c.get('signer') }), 202),
  );
  app.openapi(read, async (c) =>
    c.json(await readSampleRun(ctx, { ...c.req.valid('param'), reader: c.get('signer') }), 200),
  );
  addFiles(app, ctx, signed);
}

function addFiles(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const named = params.extend({ name: OutputName });
  const describe = (path: string, summary: string, type: string, request: z.ZodObject) =>
    app.openAPIRegistry.registerPath({
      method: 'get',
      path,
      summary,
      request: { params: request },
      responses: {
        200: { description: summary, content: { [type]: { schema: binary } } },
        ...problemResponses(...refusals, 'not_found', 'result_not_ready'),
      },
    });
  describe('/sample-runs/{run}/log', 'All that the algorithm printed', 'text/plain', params);
  describe('/sample-runs/{run}/outputs/{name}', 'An output of the run', 'application/octet-stream', named);
  const kept = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };
  app.get('/sample-runs/:run/log', signed, async (c) => {
    const parsed = params.safeParse(c.req.param());
    if (!parsed.success) throw malformedRequest('param', parsed.error);
    const log = await readSampleLog(ctx, { ...parsed.data, reader: c.get('signer') });
    return c.body(log, 200, { ...kept, 'content-type': 'text/plain; charset=utf-8' });
  });
  app.get('/sample-runs/:run/outputs/:name', signed, async (c) => {
    const parsed = named.safeParse(c.req.param());
    if (!parsed.success) throw malformedRequest('param', parsed.error);
    const output = await readSampleOutput(ctx, { ...parsed.data, reader: c.get('signer') });
    return c.body(output, 200, { ...kept, 'content-type': 'application/octet-stream' });
  });
}
