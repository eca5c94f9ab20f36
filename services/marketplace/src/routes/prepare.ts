import { Address } from '@atoll/schemas/ids';
import { PreparedActs } from '@atoll/schemas/prepare-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { prepareActs, type PrepareContext } from '../prepare/prepare-acts.ts';
import type { Verb } from '../prepare/verb.ts';
import { verbs } from '../prepare/verbs.ts';

/** What is wrong with a request, and what the contracts refuse. */
const refusals = [
  ...(['malformed_request', 'invalid_signature', 'signature_expired', 'insufficient_escrow'] as const),
  ...(['not_allowed', 'not_approved', 'approval_expired'] as const),
  ...(['not_found', 'asset_unknown', 'environment_unknown', 'order_unknown'] as const),
  ...(['conflict', 'asset_paused', 'asset_retired', 'stale_version', 'quote_expired'] as const),
  ...(['insufficient_collateral', 'transaction_reverted', 'unsupported_media_type'] as const),
  ...(['malformed_metadata', 'invalid_order', 'too_many_requests', 'chain_unavailable'] as const),
];

function prepareRoute(name: string, verb: Verb, handlers: MiddlewareHandler<AppEnv>[]) {
  return createRoute({
    method: 'post',
    path: `/prepare/${name}`,
    summary: `Prepare: ${verb.summary}`,
    description:
      'Answers the transactions, or the typed data, that the account’s own wallet signs. Nothing is sent and nothing is kept. Each transaction was tried against the next block: what the contracts would refuse is refused here, with their reason.',
    middleware: handlers,
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.object({ account: Address, arguments: verb.arguments }),
          },
        },
      },
    },
    responses: {
      200: {
        description: 'what the account has to sign, in this order',
        content: { 'application/json': { schema: PreparedActs } },
      },
      ...problemResponses(...refusals),
    },
  });
}

/** Transactions and signatures prepared for the wallets of those who ask. */
export function addPrepare(
  app: App,
  ctx: PrepareContext,
  input: { limitRate: MiddlewareHandler<AppEnv> },
): void {
  for (const [name, verb] of Object.entries(verbs)) {
    app.openapi(prepareRoute(name, verb, [input.limitRate]), async (c) =>
      c.json(await prepareActs(ctx, verb, c.req.valid('json')), 200),
    );
  }
}
