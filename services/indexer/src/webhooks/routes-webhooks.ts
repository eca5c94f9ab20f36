import {
  CreatedWebhook,
  DeliveryState,
  DeliveryView,
  NewWebhook,
  webhookHeaders,
  WebhookSecret,
  WebhookUpdate,
  WebhookView,
} from '@atoll/schemas/webhook';
import { type App, createRouter } from '@atoll/server-kit/app';
import { MalformedRequest } from '@atoll/server-kit/problem';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ChainFacts } from '../api/resource/binding.ts';
import { keyNeeded, quotaHeaders, refusals, refusalsOfBody } from '../access/describe-access.ts';
import { KeyRequired } from '../access/errors.ts';
import { DescribedPayload } from '../feed/described-changes.ts';
import { listDeliveries, redeliver } from './manage-deliveries.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  updateWebhook,
  type WebhooksContext,
} from './manage-webhooks.ts';
import { longestOverlapHours, renewSecret } from './renew-secret.ts';

const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  headers: quotaHeaders,
  content: { 'application/json': { schema } },
});
const body = <T extends z.ZodType>(schema: T) => ({
  body: { required: true, content: { 'application/json': { schema } } },
});
const Id = z.string().regex(/^[\w-]{1,64}$/);
const ofOne = z.object({ id: Id });
const problems = refusals('not_found');
const problemsOfBody = refusalsOfBody('not_found', 'asset_unknown', 'chain_unknown');

const create = createRoute({
  method: 'post',
  path: '/webhooks',
  security: keyNeeded,
  summary: 'Register a webhook of the key that asks; its secret is shown this once',
  request: body(NewWebhook),
  responses: {
    201: json('the webhook with its secret', CreatedWebhook),
    ...refusalsOfBody('asset_unknown', 'conflict'),
  },
});
const list = createRoute({
  method: 'get',
  path: '/webhooks',
  security: keyNeeded,
  summary: 'The webhooks of the key that asks',
  responses: { 200: json('all of them', z.object({ items: z.array(WebhookView) })), ...problems },
});
const get = createRoute({
  method: 'get',
  path: '/webhooks/{id}',
  security: keyNeeded,
  summary: 'One webhook',
  request: { params: ofOne },
  responses: { 200: json('as it stands', WebhookView), ...problems },
});
const update = createRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  security: keyNeeded,
  summary: 'Change where a webhook goes, what it is sent, or whether it is',
  request: { params: ofOne, ...body(WebhookUpdate) },
  responses: { 200: json('as it stands now', WebhookView), ...problemsOfBody },
});
const remove = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  security: keyNeeded,
  summary: 'Delete a webhook with its deliveries',
  request: { params: ofOne },
  responses: { 204: { description: 'it is gone' }, ...problems },
});
const renew = createRoute({
  method: 'post',
  path: '/webhooks/{id}/secret',
  security: keyNeeded,
  summary: 'Renew the secret; those before it sign beside it for 24 hours each, or for as long as is said',
  request: {
    params: ofOne,
    query: z.strictObject({
      overlapHours: z
        .string()
        .regex(/^(1?[0-9]|2[0-4])$/, `a whole number from 0 to ${longestOverlapHours}`)
        .transform(Number)
        .default(longestOverlapHours)
        .openapi({
          type: 'integer',
          description: 'hours for which those before it still sign at most; 0 ends them at once',
        }),
    }),
  },
  responses: {
    200: json('the new secret, shown this once', WebhookSecret),
    ...problems,
    ...refusals('conflict'),
  },
});
const deliveries = createRoute({
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  security: keyNeeded,
  summary:
    'Deliveries of a webhook, the newest change first, 100 at a time; state=dead lists the dead letters',
  request: {
    params: ofOne,
    query: z.object({
      state: DeliveryState.optional(),
      before: z.coerce
        .number()
        .int()
        .positive()
        .optional()
        .openapi({ description: 'only changes before this one' }),
    }),
  },
  responses: { 200: json('a page', z.object({ items: z.array(DeliveryView) })), ...problems },
});
const again = createRoute({
  method: 'post',
  path: '/webhooks/{id}/deliveries/{delivery}/redeliver',
  security: keyNeeded,
  summary: 'Send a delivery again, whatever became of it; refused while its webhook is not active',
  request: { params: ofOne.extend({ delivery: Id }) },
  responses: { 202: json('it is under way', DeliveryView), ...problems, ...refusals('conflict') },
});

/** What is sent to a webhook, as a description of the API tells it. */
const sent = {
  method: 'post',
  path: 'change',
  summary: 'A change, sent to a webhook',
  request: {
    headers: z.object({
      [webhookHeaders.signature]: z.string().openapi({ example: 't=1763712000,v1=5f0c…' }),
      [webhookHeaders.delivery]: z.string(),
      [webhookHeaders.webhook]: z.string(),
    }),
    ...body(DescribedPayload),
  },
  responses: {
    '2XX': { description: 'taken' },
    410: { description: 'gone for good: the webhook is disabled' },
    default: { description: 'not taken: it is sent again later' },
  },
} as const;

function keyOf(c: Context): string {
  const caller: unknown = c.get('caller');
  const parsed = z.object({ keyId: z.string() }).safeParse(caller);
  if (!parsed.success) throw new KeyRequired();
  return parsed.data.keyId;
}

function chainOf(ctx: WebhooksContext, caip: string | undefined): ChainFacts {
  const [first] = ctx.chains.values();
  const chain = caip === undefined ? first : ctx.chains.get(caip);
  if (chain === undefined) {
    const expected = `expected one of ${[...ctx.chains.keys()].join(', ')}`;
    throw new MalformedRequest({ issues: [{ path: 'json.chain', expected }] });
  }
  return chain;
}

export function webhookRoutes(ctx: WebhooksContext): App {
  const router = createRouter();
  router.openAPIRegistry.registerWebhook(sent);
  router.openapi(create, async (c) => {
    const keyId = keyOf(c);
    const webhook = c.req.valid('json');
    return c.json(await createWebhook(ctx, { keyId, chain: chainOf(ctx, webhook.chain), webhook }), 201);
  });
  router.openapi(list, async (c) => c.json({ items: await listWebhooks(ctx, keyOf(c)) }, 200));
  router.openapi(get, async (c) => c.json(await getWebhook(ctx, keyOf(c), c.req.valid('param').id), 200));
  router.openapi(update, async (c) => {
    const input = { keyId: keyOf(c), id: c.req.valid('param').id, update: c.req.valid('json') };
    return c.json(await updateWebhook(ctx, input), 200);
  });
  router.openapi(remove, async (c) => {
    await deleteWebhook(ctx, keyOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  router.openapi(renew, async (c) => {
    const input = { keyId: keyOf(c), id: c.req.valid('param').id, ...c.req.valid('query') };
    return c.json(await renewSecret(ctx, input), 200);
  });
  router.openapi(deliveries, async (c) => {
    const input = { keyId: keyOf(c), id: c.req.valid('param').id, ...c.req.valid('query') };
    return c.json({ items: await listDeliveries(ctx, input) }, 200);
  });
  router.openapi(again, async (c) => {
    const { id, delivery } = c.req.valid('param');
    return c.json(await redeliver(ctx, { keyId: keyOf(c), id, delivery }), 202);
  });
  return router;
}
