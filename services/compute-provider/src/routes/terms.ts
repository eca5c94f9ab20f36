import { Agreement, BuyerList, SignedAgreement } from '@atoll/schemas/desk';
import { Amount } from '@atoll/schemas/ids';
import { RegisterDataset } from '@atoll/schemas/provider-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { readBuyers, setBuyers } from '../desk/set-buyers.ts';
import { listAgreements, signAgreement } from '../desk/sign-agreement.ts';
import { custodianOnly } from './custodian-only.ts';

const refusals = [
  'malformed_request',
  'invalid_signature',
  'signature_expired',
  'sign_in_required',
  'not_allowed',
] as const;
const mostAgreements = 500;

/** What an owner asks of buyers: lists, which nobody but the custodian sees, and signed agreements. */
export function addTermsRoutes(
  app: App,
  ctx: Context,
  input: { signed: MiddlewareHandler<AppEnv>; limitRate: () => MiddlewareHandler<AppEnv> },
): void {
  const middleware = [input.signed, custodianOnly(ctx)];
  addBuyers(app, ctx, middleware);
  const sign = createRoute({
    method: 'post',
    path: '/agreements',
    summary: 'Hand in a buyer’s signature under the data-use agreement of a dataset',
    description:
      'EIP-712 `DataUseAgreement(address buyer,uint256 datasetId,bytes32 text,uint256 signedAt)` for the deployment of `Jobs`; contract wallets are asked (ERC-1271). The signature stands for itself, so the request needs none.',
    middleware: [input.limitRate()],
    request: { body: { required: true, content: { 'application/json': { schema: SignedAgreement } } } },
    responses: {
      200: { description: 'as it is kept', content: { 'application/json': { schema: Agreement } } },
      ...problemResponses(
        'malformed_request',
        'invalid_signature',
        'not_found',
        'too_many_requests',
        'chain_unavailable',
      ),
    },
  });
  const list = createRoute({
    method: 'get',
    path: '/agreements',
    summary: 'Signed agreements, newest first: evidence that anyone can check',
    middleware,
    request: {
      query: z.object({
        datasetId: Amount.optional(),
        limit: z.coerce.number().int().min(1).max(mostAgreements).default(100),
        offset: z.coerce.number().int().nonnegative().max(1_000_000).default(0),
      }),
    },
    responses: {
      200: { description: 'agreements', content: { 'application/json': { schema: z.array(Agreement) } } },
      ...problemResponses(...refusals),
    },
  });
  app.openapi(sign, async (c) => c.json(await signAgreement(ctx, c.req.valid('json')), 200));
  app.openapi(list, async (c) => c.json(await listAgreements(ctx, c.req.valid('query')), 200));
}

function addBuyers(app: App, ctx: Context, middleware: MiddlewareHandler<AppEnv>[]): void {
  const path = '/datasets/{name}/buyers';
  const params = z.object({ name: RegisterDataset.shape.name });
  const responses = {
    200: { description: 'the list', content: { 'application/json': { schema: BuyerList } } },
    ...problemResponses(...refusals, 'dataset_unknown'),
  };
  const read = createRoute({
    method: 'get',
    path,
    summary: 'The buyers that are quoted for a dataset whose rules say `listed`',
    middleware,
    request: { params },
    responses,
  });
  const set = createRoute({
    method: 'put',
    path,
    summary: 'Put another list of buyers in its place; quotes that were given stand',
    middleware,
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: BuyerList } } },
    },
    responses,
  });
  const clear = createRoute({
    method: 'delete',
    path,
    summary: 'Empty the list: where the rules say `listed`, nobody is quoted',
    middleware,
    request: { params },
    responses,
  });
  app.openapi(read, async (c) => c.json(await readBuyers(ctx, c.req.valid('param').name), 200));
  app.openapi(set, async (c) =>
    c.json(await setBuyers(ctx, { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
  );
  app.openapi(clear, async (c) => c.json(await setBuyers(ctx, { ...c.req.valid('param'), buyers: [] }), 200));
}
