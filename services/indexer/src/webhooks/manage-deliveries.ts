import type { DeliveryState, DeliveryView, WebhookView } from '@atoll/schemas/webhook';
import { WebhookNotActive, WebhookUnknown } from './errors.ts';
import { getWebhook, type WebhooksContext } from './manage-webhooks.ts';
import { addDeliveryJobs } from './delivery-queue.ts';
import { type DeliveryRow, deliveryView } from './webhook-rows.ts';

/** Deliveries of a page. */
const pageSize = 100;

/**
 * Deliveries of a webhook, the newest change first; `dead` ones are its dead letters.
 * @param input.before only changes before this one: the last of the page before
 * @throws WebhookUnknown
 */
export async function listDeliveries(
  ctx: WebhooksContext,
  input: { keyId: string; id: string; state?: DeliveryState | undefined; before?: number | undefined },
): Promise<DeliveryView[]> {
  const { keyId, id, state, before } = input;
  await getWebhook(ctx, keyId, id);
  const rows = await ctx.sql<DeliveryRow[]>`
    select delivery_id, change_id, state, attempts, status, problem, created_at, attempted_at
    from indexer.deliveries
    where webhook_id = ${id} ${state === undefined ? ctx.sql`` : ctx.sql`and state = ${state}`}
      and change_id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by change_id desc limit ${pageSize}`;
  return rows.map(deliveryView);
}

/**
 * Sends a delivery again, whatever became of it, with all of its attempts before it.
 * @throws WebhookUnknown, WebhookNotActive
 */
export async function redeliver(
  ctx: WebhooksContext,
  input: { keyId: string; id: string; delivery: string },
): Promise<DeliveryView> {
  const { keyId, id, delivery } = input;
  return ctx.sql.begin(async (transaction) => {
    // Locked: one that is disabled meanwhile would leave the delivery waiting for nobody.
    const [webhook] = await transaction<{ chain_id: bigint; state: WebhookView['state'] }[]>`
      select chain_id, state from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id} for share`;
    if (webhook === undefined) throw new WebhookUnknown('webhook', id);
    if (webhook.state !== 'active') throw new WebhookNotActive(id, webhook.state);
    const [row] = await transaction<DeliveryRow[]>`
      update indexer.deliveries set state = 'pending', attempts = 0
      where webhook_id = ${id} and delivery_id = ${delivery}
      returning delivery_id, change_id, state, attempts, status, problem, created_at, attempted_at`;
    if (row === undefined) throw new WebhookUnknown('delivery', delivery);
    await addDeliveryJobs(transaction, Number(webhook.chain_id), [{ delivery, webhook: id }]);
    return deliveryView(row);
  });
}
