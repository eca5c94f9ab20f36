import {
  BindDataset,
  CheckDataset,
  DatasetSnapshot,
  RegisterDataset,
  RegistrationProgress,
  ReviseRules,
} from '@atoll/schemas/provider-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { bindDataset } from '../datasets/bind-dataset.ts';
import { listDatasets } from '../datasets/list-datasets.ts';
import { StagingUnknown } from '../datasets/problems.ts';
import { checkDataset } from '../datasets/record-check.ts';
import { reviseRules } from '../datasets/revise-rules.ts';
import { GuardPolicy, GuardView } from '@atoll/schemas/guard';
import { readGuard } from '../guard/read-guard.ts';
import { setPolicy } from '../guard/set-policy.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;
const snapshot = (description: string) => ({
  description,
  content: { 'application/json': { schema: DatasetSnapshot } },
});

/** Datasets: the custodian's alone. */
export function addDatasetRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const register = createRoute({
    method: 'post',
    path: '/datasets',
    summary: 'Take an immutable snapshot of a source, with its salted commitment',
    middleware,
    request: {
      query: z.object({
        wait: z.coerce
          .number()
          .int()
          .min(0)
          .max(20)
          .default(20)
          .describe('seconds that this request waits for the end'),
      }),
      body: { required: true, content: { 'application/json': { schema: RegisterDataset } } },
    },
    responses: {
      201: snapshot('the snapshot'),
      202: {
        description:
          'it is under way: the same request, signed anew, waits on; GET /datasets/{name}/staging tells how far it is',
        content: { 'application/json': { schema: RegistrationProgress } },
      },
      ...problemResponses(...refusals, 'conflict', 'source_refused', 'source_unavailable'),
    },
  });
  const list = createRoute({
    method: 'get',
    path: '/datasets',
    summary: 'Every snapshot, newest first',
    middleware,
    responses: {
      200: {
        description: 'snapshots',
        content: { 'application/json': { schema: z.array(DatasetSnapshot) } },
      },
      ...problemResponses(...refusals),
    },
  });
  const bind = createRoute({
    method: 'post',
    path: '/datasets/bind',
    summary: 'Bind a snapshot to the asset that was minted for it',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: BindDataset } } } },
    responses: {
      200: snapshot('the bound snapshot'),
      ...problemResponses(...refusals, 'dataset_unknown', 'asset_unknown', 'conflict', 'chain_unavailable'),
    },
  });
  const rules = createRoute({
    method: 'post',
    path: '/datasets/rules',
    summary: 'Put registered files under other rules: another snapshot with the same commitment',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: ReviseRules } } } },
    responses: {
      201: snapshot('the snapshot, to be bound once the new version is published'),
      ...problemResponses(...refusals, 'dataset_unknown', 'conflict'),
    },
  });
  const check = createRoute({
    method: 'post',
    path: '/datasets/check',
    summary: 'Read a snapshot in full now and compare it with its commitment',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: CheckDataset } } } },
    responses: {
      200: snapshot('the snapshot with what was found'),
      ...problemResponses(...refusals, 'dataset_unknown'),
    },
  });
  app.openapi(register, async (c) => {
    const waitMs = c.req.valid('query').wait * 1000;
    const reply = await ctx.registrations.join(ctx, c.req.valid('json'), { waitMs });
    return 'snapshot' in reply ? c.json(reply, 201) : c.json(reply, 202);
  });
  app.openapi(check, async (c) => c.json(await checkDataset(ctx, c.req.valid('json').snapshot), 200));
  app.openapi(rules, async (c) => c.json(await reviseRules(ctx, c.req.valid('json')), 201));
  app.openapi(list, async (c) => c.json(await listDatasets(ctx), 200));
  app.openapi(bind, async (c) => c.json(await bindDataset(ctx, c.req.valid('json')), 200));
}

/** Registrations that are under way: the custodian's alone. */
export function addStagingRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const look = createRoute({
    method: 'get',
    path: '/datasets/{name}/staging',
    summary: 'How far the newest registration of a name is, or what came of it',
    description:
      'A session covers it, so a page follows a long registration without asking the wallet again.',
    middleware,
    request: { params: z.object({ name: RegisterDataset.shape.name }) },
    responses: {
      200: {
        description: 'how far it is while it is under way, then the snapshot',
        content: { 'application/json': { schema: z.union([RegistrationProgress, DatasetSnapshot]) } },
      },
      ...problemResponses(...refusals, 'not_found', 'conflict', 'source_refused', 'source_unavailable'),
    },
  });
  const stop = createRoute({
    method: 'delete',
    path: '/datasets/{name}/staging',
    summary: 'Stop a registration that is under way; nothing of it stays',
    middleware,
    request: { params: z.object({ name: RegisterDataset.shape.name }) },
    responses: { 204: { description: 'it is stopped' }, ...problemResponses(...refusals, 'not_found') },
  });
  app.openapi(look, async (c) => {
    const { name } = c.req.valid('param');
    const found = await ctx.registrations.look(name);
    if (found === undefined) throw new StagingUnknown(name);
    return c.json(found, 200);
  });
  app.openapi(stop, async (c) => {
    const { name } = c.req.valid('param');
    if (!(await ctx.registrations.stop(name))) throw new StagingUnknown(name);
    return c.body(null, 204);
  });
}

/** How outputs over a dataset are guarded: the custodian's alone, a buyer is told nothing of it. */
export function addGuardRoutes(app: App, ctx: Context, signed: MiddlewareHandler<AppEnv>): void {
  const middleware = [signed, custodianOnly(ctx)];
  const params = z.object({ name: RegisterDataset.shape.name });
  const view = { description: 'the guard', content: { 'application/json': { schema: GuardView } } };
  const read = createRoute({
    method: 'get',
    path: '/datasets/{name}/guard',
    summary: 'How a dataset is guarded, what its fingerprints cover and how much has left it',
    middleware,
    request: { params },
    responses: { 200: view, ...problemResponses(...refusals, 'dataset_unknown') },
  });
  const write = createRoute({
    method: 'put',
    path: '/datasets/{name}/guard',
    summary: 'Set what the guard asks of outputs over a dataset, from the next one on',
    middleware,
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: GuardPolicy } } },
    },
    responses: { 200: view, ...problemResponses(...refusals, 'dataset_unknown') },
  });
  app.openapi(read, async (c) => c.json(await readGuard(ctx, c.req.valid('param').name), 200));
  app.openapi(write, async (c) => {
    const { name } = c.req.valid('param');
    await readGuard(ctx, name);
    await setPolicy(ctx, { name, policy: c.req.valid('json') });
    return c.json(await readGuard(ctx, name), 200);
  });
}
