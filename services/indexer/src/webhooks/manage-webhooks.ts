import { randomBytes } from 'node:crypto';
import type { ChangeFilter } from '@atoll/schemas/change-filter';
import type { CreatedWebhook, NewWebhook, WebhookUpdate, WebhookView } from '@atoll/schemas/webhook';
import type { ChainFacts } from '../api/resource/binding.ts';
import { ChainUnknown } from '../api/resource/errors.ts';
import { localFilter } from '../feed/local-filter.ts';
import { InvalidKey } from '../access/errors.ts';
import type { Sql, Transaction } from '../store/connection.ts';
import { checkUrl, type WebhookReach } from './check-url.ts';
import { addPendingJobs, lanes } from './delivery-queue.ts';
import { TooManyWebhooks, WebhookUnknown } from './errors.ts';
import { makeSecret, shownSecret } from './signature.ts';
import { type WebhookRow, webhookView } from './webhook-rows.ts';

export interface WebhooksContext {
  /** The primary. */
  readonly sql: Sql;
  readonly reach: WebhookReach;
  /** The chains that are mirrored, by CAIP-2 id; the first is the default. */
  readonly chains: ReadonlyMap<string, ChainFacts>;
}

/** Webhooks that one key may have. */
export const mostWebhooks = 50;

/**
 * Keeps a key as it is until the transaction ends. One that was revoked a moment ago is still let in by a process that did not hear of it.
 *
 * @throws InvalidKey
 */
async function lockKey(transaction: Transaction, keyId: string): Promise<void> {
  const [valid] = await transaction`
    select from indexer.api_keys where key_id = ${keyId} and revoked_at is null for update`;
  if (valid === undefined) throw new InvalidKey();
}

/**
 * Registers a webhook of a key. Its secret is answered here and never again.
 * @throws WebhookUrlRefused, TooManyWebhooks, AssetUnknown, InvalidKey
 */
export async function createWebhook(
  ctx: WebhooksContext,
  input: { keyId: string; chain: ChainFacts; webhook: NewWebhook },
): Promise<CreatedWebhook> {
  const { keyId, chain, webhook } = input;
  const filter = JSON.stringify(localFilter(chain, webhook.filter));
  await checkUrl(webhook.url, ctx.reach);
  const id = `wh_${randomBytes(12).toString('hex')}`;
  const secret = makeSecret();
  const [row] = await ctx.sql.begin(async (transaction) => {
    // Two that come at once would both see room for one.
    await lockKey(transaction, keyId);
    return transaction<WebhookRow[]>`
      insert into indexer.webhooks (webhook_id, key_id, chain_id, url, filter, secret, lane)
      select ${id}, ${keyId}, ${chain.chainId}, ${webhook.url}, ${filter}::text::jsonb,
        decode(${secret}, 'hex'), (
          select lane from generate_series(0, ${lanes - 1}) as lane
          order by (select count(*) from indexer.webhooks as taken where key_id = ${keyId} and taken.lane = lane.lane), lane
          limit 1)
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
 * @throws WebhookUnknown, WebhookUrlRefused, InvalidKey; AssetUnknown, ChainUnknown where a filter is no filter of the webhook's chain
 */
export async function updateWebhook(
  ctx: WebhooksContext,
  input: { keyId: string; id: string; update: WebhookUpdate },
): Promise<WebhookView> {
  const { keyId, id, update } = input;
  if (update.url !== undefined) await checkUrl(update.url, ctx.reach);
  return ctx.sql.begin(async (transaction) => {
    await lockKey(transaction, keyId);
    const [before] = await transaction<Pick<WebhookRow, 'state' | 'chain_id'>[]>`
      select state, chain_id from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id} for update`;
    if (before === undefined) throw new WebhookUnknown('webhook', id);
    const filter = update.filter === undefined ? null : filterText(ctx, before.chain_id, update.filter);
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
    if (row.state === 'active' && before.state !== 'active')
      await addPendingJobs(transaction, Number(row.chain_id), id);
    return webhookView(row);
  });
}

/** A new filter of a webhook, as it is kept. */
function filterText(ctx: WebhooksContext, chainId: bigint, filter: ChangeFilter): string {
  const caip = `eip155:${chainId}`;
  const chain = ctx.chains.get(caip);
  if (chain === undefined) throw new ChainUnknown(caip, [...ctx.chains.keys()]);
  return JSON.stringify(localFilter(chain, filter));
}

/** @throws WebhookUnknown */
export async function deleteWebhook(ctx: WebhooksContext, keyId: string, id: string): Promise<void> {
  const rows = await ctx.sql`
    delete from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id} returning webhook_id`;
  if (rows.length === 0) throw new WebhookUnknown('webhook', id);
}
