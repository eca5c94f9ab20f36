import { HaltRequest, HaltState } from '@atoll/schemas/desk';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { haltProvider } from '../desk/halt-provider.ts';
import { readHalt } from '../desk/read-halt.ts';
import { resumeProvider } from '../desk/resume-provider.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;
const state = (description: string) => ({
  description,
  content: { 'application/json': { schema: HaltState } },
});

/** The kill switch: everybody may read it, the custodian throws it. */
export function addHaltRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const read = createRoute({
    method: 'get',
    path: '/halt',
    summary: 'Whether the provider was halted, since when and why',
    responses: { 200: state('the state') },
  });
  const halt = createRoute({
    method: 'put',
    path: '/halt',
    summary: 'Stop the provider: no quote, no start; what waits or runs is stopped and refunded in full',
    description: 'Holds across restarts until it is lifted. Outputs that are held for review stay held.',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: HaltRequest } } } },
    responses: { 200: state('halted'), ...problemResponses(...refusals) },
  });
  const resume = createRoute({
    method: 'delete',
    path: '/halt',
    summary: 'Lift the halt',
    middleware,
    responses: { 200: state('the state'), ...problemResponses(...refusals) },
  });
  app.openapi(read, async (c) => c.json(await readHalt(ctx), 200));
  app.openapi(halt, async (c) => c.json(await haltProvider(ctx, c.req.valid('json')), 200));
  app.openapi(resume, async (c) => c.json(await resumeProvider(ctx), 200));
}
