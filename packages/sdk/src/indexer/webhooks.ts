import {
  CreatedWebhook,
  type DeliveryState,
  DeliveryView,
  type NewWebhook,
  WebhookSecret,
  type WebhookUpdate,
  WebhookView,
} from '@atoll/schemas/webhook';
import { z } from 'zod';
import { ask, askFor, type IndexerContext } from './context.ts';
import { queryText } from './query.ts';

const Webhooks = z.object({ items: z.array(WebhookView) });
const Deliveries = z.object({ items: z.array(DeliveryView) });

/** The webhooks of a key. */
export interface WebhooksClient {
  /** Registers one; its secret is shown this once. Chain and filter are those of the context and everything unless given. */
  create(webhook: z.input<typeof NewWebhook>): Promise<CreatedWebhook>;
  /** All of them. */
  list(): Promise<WebhookView[]>;
  get(id: string): Promise<WebhookView>;
  /** Changes where it goes, what it is sent, or whether it is: `{ state: 'active' }` takes up one that was disabled. */
  update(id: string, update: WebhookUpdate): Promise<WebhookView>;
  /** Deletes it with its deliveries. */
  remove(id: string): Promise<void>;
  /**
   * Renews the secret, which is shown this once. Each one before it signs beside it for 24 hours after it was replaced; `overlapHours` ends
   * them sooner, 0 at once: for one that leaked. Four secrets sign at most, and a renewal for which there is no room is refused (`conflict`).
   */
  renewSecret(id: string, options?: { overlapHours?: number }): Promise<string>;
  /** Deliveries of changes before one, the newest first, at most 100; those in state `dead` are given up. */
  deliveries(id: string, query?: { state?: DeliveryState; before?: number }): Promise<DeliveryView[]>;
  /** Sends a delivery again, whatever became of it. */
  redeliver(id: string, delivery: string): Promise<DeliveryView>;
}

const placeOf = (id: string): string => `/webhooks/${encodeURIComponent(id)}`;

/**
 * The webhooks of the key in the context. What a webhook is sent is read by `verifyWebhook`.
 *
 * @throws ProblemReceived (`invalid_key` without a key, `not_found`, `conflict` where the key has as many as it may, `malformed_request` for
 * a place that is not on the public network, …), ServiceUnavailable
 * @example
 * const webhooks = openWebhooks({ url, apiKey });
 * const { id, secret } = await webhooks.create({ url: 'https://reef.example/hook', filter: { kinds: ['job'] } });
 * for (const dead of await webhooks.deliveries(id, { state: 'dead' })) await webhooks.redeliver(id, dead.id);
 */
export function openWebhooks(ctx: IndexerContext): WebhooksClient {
  const change = (method: 'POST' | 'PATCH', body?: unknown) => ({
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    create: ({ chain = ctx.chain, ...webhook }) =>
      askFor(ctx, '/webhooks', CreatedWebhook, change('POST', { chain, ...webhook })),
    list: async () => (await askFor(ctx, '/webhooks', Webhooks)).items,
    get: (id) => askFor(ctx, placeOf(id), WebhookView),
    update: (id, update) => askFor(ctx, placeOf(id), WebhookView, change('PATCH', update)),
    remove: async (id) => {
      await ask(ctx, placeOf(id), { method: 'DELETE' });
    },
    renewSecret: async (id, options = {}) => {
      const place = `${placeOf(id)}/secret${queryText(options)}`;
      return (await askFor(ctx, place, WebhookSecret, change('POST'))).secret;
    },
    deliveries: async (id, query = {}) =>
      (await askFor(ctx, `${placeOf(id)}/deliveries${queryText(query)}`, Deliveries)).items,
    redeliver: (id, delivery) => {
      const place = `${placeOf(id)}/deliveries/${encodeURIComponent(delivery)}/redeliver`;
      return askFor(ctx, place, DeliveryView, change('POST'));
    },
  };
}
