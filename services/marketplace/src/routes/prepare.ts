import { Address } from '@atoll/schemas/ids';
import {
  prepareArguments,
  type PrepareArguments,
  PreparedActs,
  type PrepareVerb,
} from '@atoll/schemas/prepare-api';
import type { App, AppEnv } from '@atoll/server-kit/app';
import { problemResponses } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { prepareActs, type PrepareContext } from '../prepare/prepare-acts.ts';

const summaries: Readonly<Record<PrepareVerb, string>> = {
  publish: 'Publish an asset whose document is pinned here',
  revise: 'Make another document the current version of an asset',
  approve: 'Let one exact version of an algorithm run on a dataset',
  revoke: 'Take an approval back',
  'approve-publisher': 'Let every algorithm of a publisher run on a public dataset',
  'revoke-publisher': 'Take the approval of a publisher back',
  order: 'Order what a provider has quoted, by a transaction or by two signatures',
  expire: 'End an order whose provider let its deadline pass',
  'finalize-withheld': 'End an order whose reported run was not released in the time for review',
  withdraw: 'Withdraw credit',
  deposit: 'Turn tokens into credit',
  rate: 'Rate a run',
  dispute: 'Dispute a run',
  'answer-dispute': 'Answer a dispute for the provider',
  'rule-dispute': 'Rule a dispute as its arbiter',
  vote: 'Vote on a proposal',
  propose: 'Put calls to the vote',
  queue: 'Hand an accepted proposal to the timelock',
  execute: 'Carry out a proposal whose delay has passed',
  delegate: 'Say who votes with the account’s tokens',
  'buy-pass': 'Buy prepaid runs',
  'refund-pass': 'Give unused prepaid runs back',
  'claim-dividends': 'Credit what shares earned',
  'claim-reward': 'Credit the reward of an epoch',
};

/** Guarantee: the keys are those of the table above, whose type names every verb. */
const verbNames = Object.keys(summaries) as PrepareVerb[];

function prepareRoute(verb: PrepareVerb, handlers: MiddlewareHandler<AppEnv>[]) {
  return createRoute({
    method: 'post',
    path: `/prepare/${verb}`,
    summary: `Prepare: ${summaries[verb]}`,
    description:
      'Answers the transactions, or the typed data, that the account’s own wallet signs. Nothing is sent and nothing is kept. Each transaction was tried against the next block: what the contracts would refuse is refused here, with their reason.',
    middleware: handlers,
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.object({ account: Address, arguments: prepareArguments[verb] }),
          },
        },
      },
    },
    responses: {
      200: {
        description: 'what the account has to sign, in this order',
        content: { 'application/json': { schema: PreparedActs } },
      },
      ...problemResponses(
        'malformed_request',
        'not_allowed',
        'not_found',
        'conflict',
        'malformed_metadata',
        'invalid_order',
        'insufficient_escrow',
        'too_many_requests',
        'transaction_reverted',
        'chain_unavailable',
      ),
    },
  });
}

/** Transactions and signatures prepared for the wallets of those who ask. */
export function addPrepare(
  app: App,
  ctx: PrepareContext,
  input: { limitRate: MiddlewareHandler<AppEnv> },
): void {
  for (const verb of verbNames) {
    app.openapi(prepareRoute(verb, [input.limitRate]), async (c) => {
      const body = c.req.valid('json');
      const { account } = body;
      return c.json(await prepareActs(ctx, verb, { account, arguments: argumentsOf(verb, body) }), 200);
    });
  }
}

/** Guarantee: the route of the verb has read the body with the verb's own schema. */
function argumentsOf<Verb extends PrepareVerb>(
  _verb: Verb,
  body: { arguments: unknown },
): PrepareArguments<Verb> {
  return body.arguments as PrepareArguments<Verb>;
}
