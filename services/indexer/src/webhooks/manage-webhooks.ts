import { randomBytes } from 'node:crypto';
import type { CreatedWebhook, NewWebhook, WebhookUpdate, WebhookView } from '@atoll/schemas/webhook';
import type { Sql } from '../store/connection.ts';
import { checkUrl, type WebhookReach } from './check-url.ts';
import { addPendingJobs } from './delivery-queue.ts';
import { TooManyWebhooks, WebhookUnknown } from './errors.ts';
import { makeSecret, shownSecret } from './signature.ts';
import { type WebhookRow, webhookView } from './webhook-rows.ts';

export interface WebhooksContext {
  /** The primary. */
  readonly sql: Sql;
  readonly reach: WebhookReach;
}

/** Webhooks that one key may have. */
export const mostWebhooks = 50;
/** Hours for which the secret before the newest still signs. */
const rotationHours = 24;

/**
 * Registers a webhook of a key. Its secret is answered here and never again.
 * @throws WebhookUrlRefused, TooManyWebhooks
 */
export async function createWebhook(
  ctx: WebhooksContext,
  input: { keyId: string; chainId: number; webhook: NewWebhook },
): Promise<CreatedWebhook> {
  const { keyId, chainId, webhook } = input;
  await checkUrl(webhook.url, ctx.reach);
  const id = `wh_${randomBytes(12).toString('hex')}`;
  const secret = makeSecret();
  const [row] = await ctx.sql.begin(async (transaction) => {
    // Two that come at once would both see room for one.
    await transaction`select from indexer.api_keys where key_id = ${keyId} for update`;
    return transaction<WebhookRow[]>`
      insert into indexer.webhooks (webhook_id, key_id, chain_id, url, filter, secret)
      select ${id}, ${keyId}, ${chainId}, ${webhook.url}, ${JSON.stringify(webhook.filter)}::text::jsonb,
        decode(${secret}, 'hex')
      where (select count(*) from indexer.webhooks where key_id = ${keyId}) < ${mostWebhooks}
      returning webhook_id, chain_id, url, filter, state, failing_since, created_at`;
  });
  if (row === undefined) throw new TooManyWebhooks(mostWebhooks);
  return { ...webhookView(row), secret: shownSecret(secret) };
}

export async function listWebhooks(ctx: WebhooksContext, keyId: string): Promise<WebhookView[]> {
  const rows = await ctx.sql<WebhookRow[]>`
    select webhook_id, chain_id, url, filter, state, failing_since, created_at
    from indexer.webhooks where key_id = ${keyId} order by created_at, webhook_id`;
  return rows.map(webhookView);
}

/** @throws WebhookUnknown where it is not of this key */
export async function getWebhook(ctx: WebhooksContext, keyId: string, id: string): Promise<WebhookView> {
  const [row] = await ctx.sql<WebhookRow[]>`
    select webhook_id, chain_id, url, filter, state, failing_since, created_at
    from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id}`;
  if (row === undefined) throw new WebhookUnknown('webhook', id);
  return webhookView(row);
}

/**
 * Changes where a webhook goes, what it is sent or whether it is. What came due while it was not active is sent once it is.
 * @throws WebhookUnknown, WebhookUrlRefused
 */
export async function updateWebhook(
  ctx: WebhooksContext,
  input: { keyId: string; id: string; update: WebhookUpdate },
): Promise<WebhookView> {
  const { keyId, id, update } = input;
  if (update.url !== undefined) await checkUrl(update.url, ctx.reach);
  const filter = update.filter === undefined ? null : JSON.stringify(update.filter);
  return ctx.sql.begin(async (transaction) => {
    const [before] = await transaction<Pick<WebhookRow, 'state'>[]>`
      select state from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id} for update`;
    const [row] = await transaction<WebhookRow[]>`
      update indexer.webhooks set
        url = coalesce(${update.url ?? null}, url),
        filter = coalesce(${filter}::text::jsonb, filter),
        state = coalesce(${update.state ?? null}, state),
        failing_since = case when ${update.state === 'active'} then null else failing_since end
      where key_id = ${keyId} and webhook_id = ${id}
      returning webhook_id, chain_id, url, filter, state, failing_since, created_at`;
    if (row === undefined) throw new WebhookUnknown('webhook', id);
    // The queue forgot what came due meanwhile.
    if (row.state === 'active' && before?.state !== 'active')
      await addPendingJobs(transaction, Number(row.chain_id), id);
    return webhookView(row);
  });
}

/** @throws WebhookUnknown */
export async function deleteWebhook(ctx: WebhooksContext, keyId: string, id: string): Promise<void> {
  const rows = await ctx.sql`
    delete from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id} returning webhook_id`;
  if (rows.length === 0) throw new WebhookUnknown('webhook', id);
}

/**
 * Gives a webhook a new secret. For a day every delivery is signed with both, so that the receiver can change over without losing one.
 * @throws WebhookUnknown
 */
export async function renewSecret(
  ctx: WebhooksContext,
  keyId: string,
  id: string,
): Promise<{ secret: string }> {
  const secret = makeSecret();
  const rows = await ctx.sql`
    update indexer.webhooks set previous_secret = secret, secret = decode(${secret}, 'hex'),
      previous_until = now() + make_interval(hours => ${rotationHours})
    where key_id = ${keyId} and webhook_id = ${id} returning webhook_id`;
  if (rows.length === 0) throw new WebhookUnknown('webhook', id);
  return { secret: shownSecret(secret) };
}
