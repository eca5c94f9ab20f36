import type { DeliveryState, DeliveryView } from '@atoll/schemas/webhook';
import { WebhookUnknown } from './errors.ts';
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
 * @throws WebhookUnknown
 */
export async function redeliver(
  ctx: WebhooksContext,
  input: { keyId: string; id: string; delivery: string },
): Promise<DeliveryView> {
  const webhook = await getWebhook(ctx, input.keyId, input.id);
  const chainId = Number(webhook.chain.slice('eip155:'.length));
  return ctx.sql.begin(async (transaction) => {
    const [row] = await transaction<DeliveryRow[]>`
      update indexer.deliveries set state = 'pending', attempts = 0
      where webhook_id = ${input.id} and delivery_id = ${input.delivery}
      returning delivery_id, change_id, state, attempts, status, problem, created_at, attempted_at`;
    if (row === undefined) throw new WebhookUnknown('delivery', input.delivery);
    await addDeliveryJobs(transaction, chainId, [{ delivery: row.delivery_id, webhook: input.id }]);
    return deliveryView(row);
  });
}
