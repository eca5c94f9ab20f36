import { RegisterDataset } from '@atoll/schemas/provider-api';
import { MakeSample, PrivacyLedger, SampleView, SetPrivacyCap } from '@atoll/schemas/sample-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { deleteSample } from '../samples/delete-sample.ts';
import { makeSample } from '../samples/make-sample.ts';
import { readLedger, setCap } from '../samples/privacy-ledger.ts';
import { publishSample } from '../samples/publish-sample.ts';
import { listSamples, readSample } from '../samples/read-samples.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;
const named = z.object({ name: RegisterDataset.shape.name });
const one = named.extend({ sample: z.string().regex(/^[a-z0-9-]{1,80}$/) });
const sample = (description: string) => ({
  description,
  content: { 'application/json': { schema: SampleView } },
});
const ledger = {
  description: 'the ledger',
  content: { 'application/json': { schema: PrivacyLedger } },
};

/** Synthetic samples: the custodian's alone, until one is published. */
export function addSampleRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const make = createRoute({
    method: 'post',
    path: '/datasets/{name}/samples',
    summary:
      'Make a synthetic sample and statistics with differential privacy, as a draft; the epsilon is booked for good',
    middleware,
    request: {
      params: named,
      body: { required: true, content: { 'application/json': { schema: MakeSample } } },
    },
    responses: {
      201: sample('the draft, with its preview'),
      ...problemResponses(
        ...refusals,
        'dataset_unknown',
        'invalid_parameters',
        'payload_too_large',
        'source_refused',
      ),
    },
  });
  const list = createRoute({
    method: 'get',
    path: '/datasets/{name}/samples',
    summary: 'Every sample of a dataset, newest first',
    middleware,
    request: { params: named },
    responses: {
      200: {
        description: 'samples',
        content: { 'application/json': { schema: z.array(SampleView) } },
      },
      ...problemResponses(...refusals),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/datasets/{name}/samples/{sample}',
    summary: 'A sample with its statistics and first rows',
    middleware,
    request: { params: one },
    responses: { 200: sample('the sample'), ...problemResponses(...refusals, 'sample_unavailable') },
  });
  const publish = createRoute({
    method: 'post',
    path: '/datasets/{name}/samples/{sample}/publish',
    summary: 'Make a sample public for good: it gets CIDs, which the metadata document names',
    middleware,
    request: { params: one },
    responses: {
      200: sample('the published sample'),
      ...problemResponses(...refusals, 'sample_unavailable', 'storage_unavailable'),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/datasets/{name}/samples/{sample}',
    summary: 'Delete a draft; what it cost stays booked',
    middleware,
    request: { params: one },
    responses: {
      204: { description: 'it is gone' },
      ...problemResponses(...refusals, 'sample_unavailable', 'conflict'),
    },
  });
  app.openapi(make, async (c) =>
    c.json(await makeSample(ctx, { ...c.req.valid('json'), ...c.req.valid('param') }), 201),
  );
  app.openapi(list, async (c) => c.json(await listSamples(ctx, c.req.valid('param').name), 200));
  app.openapi(read, async (c) => c.json(await readSample(ctx, c.req.valid('param')), 200));
  app.openapi(publish, async (c) => c.json(await publishSample(ctx, c.req.valid('param')), 200));
  app.openapi(remove, async (c) => {
    await deleteSample(ctx, c.req.valid('param'));
    return c.body(null, 204);
  });
  addPrivacyRoutes(app, ctx, middleware);
}

function addPrivacyRoutes(app: App, ctx: Context, middleware: MiddlewareHandler<AppEnv>[]): void {
  const read = createRoute({
    method: 'get',
    path: '/datasets/{name}/privacy',
    summary: 'What the samples of a dataset have cost, and its cap',
    middleware,
    request: { params: named },
    responses: { 200: ledger, ...problemResponses(...refusals) },
  });
  const write = createRoute({
    method: 'put',
    path: '/datasets/{name}/privacy',
    summary: 'Set the cap of what all samples of a dataset may cost together',
    middleware,
    request: {
      params: named,
      body: { required: true, content: { 'application/json': { schema: SetPrivacyCap } } },
    },
    responses: { 200: ledger, ...problemResponses(...refusals) },
  });
  app.openapi(read, async (c) => c.json(await readLedger(ctx, c.req.valid('param').name), 200));
  app.openapi(write, async (c) =>
    c.json(await setCap(ctx, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
  );
}
