import { RelayActRequest, RelayedAct, RelayTerms } from '@atoll/schemas/act';
import { EnvironmentOffer } from '@atoll/schemas/environment';
import { QuoteOffer, QuoteRequest, RelayRequest } from '@atoll/schemas/order';
import { ProviderIdentity, RelayedOrder } from '@atoll/schemas/provider-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { serveContent } from '../jobs/serve-content.ts';
import { checkBuyer } from '../quotes/check-buyer.ts';
import { identify, listEnvironments } from '../quotes/list-environments.ts';
import { giveQuote } from '../quotes/give-quote.ts';
import { relayAct, relayTerms } from '../quotes/relay-act.ts';
import { relayOrder } from '../quotes/relay-order.ts';

const identityRoute = (path: '/identity' | '/provider') =>
  createRoute({
    method: 'get',
    path,
    summary: 'Who this provider is and which deployment it serves',
    responses: {
      200: { description: 'its accounts', content: { 'application/json': { schema: ProviderIdentity } } },
    },
  });

const environments = createRoute({
  method: 'get',
  path: '/environments',
  summary: 'What it rents, and how much of it is free now',
  responses: {
    200: {
      description: 'environments; each document is pinned here under the digest that stands on chain',
      content: { 'application/json': { schema: z.array(EnvironmentOffer) } },
    },
    ...problemResponses('chain_unavailable', 'engine_unavailable'),
  },
});

const quoteRoute = (middleware: MiddlewareHandler<AppEnv>[]) =>
  createRoute({
    method: 'post',
    path: '/quotes',
    summary: 'What a job costs, as a signed promise to run it',
    description:
      'Signed by its buyer: header Atoll-Signature. Everything that could refuse the job is checked now. The promise reserves a slot until validUntil; ordering it on chain before then binds the provider. A buyer keeps a limited number of slots with quotes that it has not ordered.',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: QuoteRequest } } } },
    responses: {
      200: { description: 'the promise', content: { 'application/json': { schema: QuoteOffer } } },
      ...problemResponses(
        'malformed_request',
        'invalid_signature',
        'signature_expired',
        'too_many_requests',
        'asset_unknown',
        'asset_paused',
        'asset_retired',
        'stale_version',
        'dataset_unknown',
        'buyer_not_listed',
        'agreement_missing',
        'not_allowed',
        'not_approved',
        'approval_expired',
        'custodian_approval_missing',
        'invalid_parameters',
        'invalid_order',
        'environment_unknown',
        'environment_busy',
        'runs_exhausted',
        'gpu_unavailable',
        'gpu_sandbox_unsupported',
        'runtime_unavailable',
        'image_unavailable',
        'insufficient_collateral',
        'not_ready',
        'provider_halted',
        'chain_unavailable',
      ),
    },
  });

const relayRoute = (middleware: MiddlewareHandler<AppEnv>[]) =>
  createRoute({
    method: 'post',
    path: '/orders',
    summary: 'Send a signed order for a buyer who has no native coin',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: RelayRequest } } } },
    responses: {
      200: { description: 'the transaction', content: { 'application/json': { schema: RelayedOrder } } },
      ...problemResponses(
        'malformed_request',
        'too_many_requests',
        'order_unknown',
        'not_allowed',
        'provider_halted',
        'not_ready',
        'quote_expired',
        'invalid_order',
        'invalid_signature',
        'insufficient_escrow',
        'transaction_reverted',
        'chain_unavailable',
      ),
    },
  });

const relayTermsRoute = createRoute({
  method: 'get',
  path: '/relay',
  summary: 'What relaying an act costs here, for each of its calls',
  responses: {
    200: { description: 'a fee for each token', content: { 'application/json': { schema: RelayTerms } } },
  },
});

const relayActRoute = (middleware: MiddlewareHandler<AppEnv>[]) =>
  createRoute({
    method: 'post',
    path: '/relay',
    summary: 'Send a signed act for an account that has no native coin',
    description:
      'Withdrawals, passes, ratings, disputes and every other act of an account, signed for the contract Relay. The fee is taken from the account’s credit; the act is sent once, and not at all where it would revert. A call holds at most 8,192 bytes of data and takes at most 500,000 gas; while the operator has no more native coin than its own jobs may take to settle, nothing is relayed.',
    middleware,
    request: { body: { required: true, content: { 'application/json': { schema: RelayActRequest } } } },
    responses: {
      200: { description: 'the transaction', content: { 'application/json': { schema: RelayedAct } } },
      ...problemResponses(
        'malformed_request',
        'too_many_requests',
        'not_allowed',
        'invalid_signature',
        'signature_expired',
        'insufficient_escrow',
        'conflict',
        'not_ready',
        'transaction_reverted',
        'chain_unavailable',
      ),
    },
  });

/** What everybody may ask: who, what is rented, what a job costs; and the blocks that are kept here. */
export function addMarketRoutes(
  app: App,
  ctx: Context,
  input: { signed: MiddlewareHandler<AppEnv>; limitRate: () => MiddlewareHandler<AppEnv> },
): void {
  const { signed, limitRate } = input;
  app.openapi(identityRoute('/identity'), async (c) => c.json(await identify(ctx), 200));
  app.openapi(identityRoute('/provider'), async (c) => c.json(await identify(ctx), 200));
  app.openapi(environments, async (c) => c.json(await listEnvironments(ctx), 200));
  // Counted before the signature is checked, for which a contract wallet is asked on chain; and apart from orders, so that what was
  // quoted can still be ordered.
  app.openapi(quoteRoute([limitRate(), signed]), async (c) => {
    const request = c.req.valid('json');
    checkBuyer(request, c.get('signer'));
    return c.json(await giveQuote(ctx, request), 200);
  });
  app.openapi(relayRoute([limitRate()]), async (c) =>
    c.json(await relayOrder(ctx, c.req.valid('json')), 200),
  );
  app.openapi(relayTermsRoute, (c) => c.json(relayTerms(ctx), 200));
  app.openapi(relayActRoute([limitRate()]), async (c) =>
    c.json(await relayAct(ctx, c.req.valid('json')), 200),
  );
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/ipfs/{cid}',
    summary: 'Trustless gateway: a block or a CAR of what is kept here',
    description:
      'Environment documents, and encrypted results once released. format=raw or car, or the Accept header.',
    responses: { 200: { description: 'the block or the CAR, to be verified by the reader' } },
  });
  app.on(['GET', 'HEAD'], '/ipfs/*', (c) => serveContent(ctx, c.req.raw));
}
