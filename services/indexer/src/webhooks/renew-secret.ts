import { mostSignatures } from '@atoll/schemas/webhook';
import type { Sql } from '../store/connection.ts';
import { TooManySecrets, WebhookUnknown } from './errors.ts';
import type { WebhooksContext } from './manage-webhooks.ts';
import { makeSecret, shownSecret } from './signature.ts';

/** Hours for which a secret that was replaced still signs, at most. */
export const longestOverlapHours = 24;

/**
 * Gives a webhook a new secret. Those before it sign beside it for some hours each, so that receivers can change over without losing a
 * delivery, also where the secret is renewed again meanwhile. None ends before its time unasked.
 *
 * @param input.overlapHours for how long those before it sign at most; 0: no longer, because they leaked
 * @throws WebhookUnknown, TooManySecrets
 */
export async function renewSecret(
  ctx: WebhooksContext,
  input: { keyId: string; id: string; overlapHours: number },
): Promise<{ secret: string }> {
  const { keyId, id, overlapHours } = input;
  const secret = makeSecret();
  await ctx.sql.begin(async (transaction) => {
    const [before] = await transaction<{ secret: Uint8Array }[]>`
      select secret from indexer.webhooks where key_id = ${keyId} and webhook_id = ${id} for update`;
    if (before === undefined) throw new WebhookUnknown('webhook', id);
    await transaction`
      insert into indexer.replaced_secrets (webhook_id, secret, signs_until) values (${id}, ${before.secret}, 'infinity')`;
    await transaction`
      update indexer.replaced_secrets
      set signs_until = least(signs_until, now() + make_interval(hours => ${overlapHours}))
      where webhook_id = ${id}`;
    await transaction`delete from indexer.replaced_secrets where webhook_id = ${id} and signs_until <= now()`;
    const rows = await transaction<{ until: Date }[]>`
      select signs_until as until from indexer.replaced_secrets where webhook_id = ${id} order by signs_until`;
    const [first] = rows;
    if (rows.length >= mostSignatures && first !== undefined) throw new TooManySecrets(id, first.until);
    await transaction`
      update indexer.webhooks set secret = decode(${secret}, 'hex') where webhook_id = ${id}`;
  });
  return { secret: shownSecret(secret) };
}

/** Forgets secrets that sign no longer. */
export async function forgetSecrets(sql: Sql): Promise<void> {
  await sql`delete from indexer.replaced_secrets where signs_until <= now()`;
}
