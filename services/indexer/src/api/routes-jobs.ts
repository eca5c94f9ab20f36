import { Address, Bytes32 } from '@atoll/schemas/ids';
import {
  BalanceView,
  ChainJobState,
  ChainJobView,
  EarningView,
  pageOf,
  ProviderView,
} from '@atoll/schemas/indexer-api';
import { type App, createRouter } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import { type ApiContext } from './context.ts';
import { getJob } from './get-job.ts';
import { getProvider } from './get-provider.ts';
import { listBalances } from './list-balances.ts';
import { listEarnings } from './list-earnings.ts';
import { listJobs } from './list-jobs.ts';
import { AssetReference, pageQuery } from './listing.ts';
import { listProviders } from './list-providers.ts';

const json = <T extends z.ZodType>(schema: T) => ({
  description: 'as the mirror stands',
  content: { 'application/json': { schema } },
});

const jobs = createRoute({
  method: 'get',
  path: '/jobs',
  summary: 'Orders and how they ended, newest first',
  request: {
    query: z.object({
      buyer: Address.optional(),
      provider: Address.optional(),
      state: ChainJobState.optional(),
      dataset: AssetReference.optional(),
      ...pageQuery,
    }),
  },
  responses: {
    200: json(pageOf(ChainJobView)),
    ...problemResponses('malformed_request', 'asset_unknown'),
  },
});

const job = createRoute({
  method: 'get',
  path: '/jobs/{jobId}',
  summary: 'One order, as the chain knows it',
  request: { params: z.object({ jobId: Bytes32 }) },
  responses: { 200: json(ChainJobView), ...problemResponses('malformed_request', 'order_unknown') },
});

const providers = createRoute({
  method: 'get',
  path: '/providers',
  summary: 'Compute providers, newest first',
  request: { query: z.object(pageQuery) },
  responses: { 200: json(pageOf(ProviderView)), ...problemResponses('malformed_request') },
});

const provider = createRoute({
  method: 'get',
  path: '/providers/{address}',
  summary: 'One provider with its environments and collateral',
  request: { params: z.object({ address: Address }) },
  responses: { 200: json(ProviderView), ...problemResponses('malformed_request', 'not_found') },
});

const balances = createRoute({
  method: 'get',
  path: '/balances/{account}',
  summary: 'What an account can withdraw, per token',
  request: { params: z.object({ account: Address }) },
  responses: {
    200: json(z.object({ items: z.array(BalanceView) })),
    ...problemResponses('malformed_request'),
  },
});

const earnings = createRoute({
  method: 'get',
  path: '/earnings',
  summary: 'What an account was paid, by token, role and asset',
  request: { query: z.object({ account: Address }) },
  responses: {
    200: json(z.object({ items: z.array(EarningView) })),
    ...problemResponses('malformed_request'),
  },
});

export function jobRoutes(ctx: ApiContext): App {
  const router = createRouter();
  router.openapi(jobs, async (c) => c.json(await listJobs(ctx, c.req.valid('query')), 200));
  router.openapi(job, async (c) => c.json(await getJob(ctx, c.req.valid('param').jobId), 200));
  router.openapi(providers, async (c) => c.json(await listProviders(ctx, c.req.valid('query')), 200));
  router.openapi(provider, async (c) => c.json(await getProvider(ctx, c.req.valid('param').address), 200));
  router.openapi(balances, async (c) => c.json(await listBalances(ctx, c.req.valid('param').account), 200));
  router.openapi(earnings, async (c) => c.json(await listEarnings(ctx, c.req.valid('query').account), 200));
  return router;
}
