import { createHmac } from 'node:crypto';
import { WebhookSecret } from '@atoll/schemas/webhook';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainTables } from '../testing/chain-tables.ts';
import { publishJobs, receive, setUpWebhooks } from '../testing/webhooks.ts';
import { forgetSecrets } from './renew-secret.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

const mac = (secret: string, time: string, body: string) =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');

async function setUpRenewal() {
  const hooks = await setUpWebhooks(tables);
  const receiver = await receive();
  const { id, secret } = await hooks.create(receiver.url);
  const ask = (query = '') => hooks.ask('POST', `/webhooks/${id}/secret${query}`);
  const renew = async (query?: string) => WebhookSecret.parse((await ask(query)).body).secret;
  /** Which of some secrets the next delivery is signed with, in the order of its signatures. */
  const signing = async (secrets: readonly string[]) => {
    const before = receiver.seen.length;
    await publishJobs(tables, [1]);
    await waitFor('a delivery', () => receiver.seen.length > before);
    const { body = '', headers } = receiver.seen.at(-1) ?? {};
    const [t = '', ...signatures] = String(headers?.['atoll-signature']).split(',');
    return signatures.map((signature) =>
      secrets.find((each) => signature === `v1=${mac(each, t.slice(2), body)}`),
    );
  };
  return { id, secret, ask, renew, signing };
}

test('a renewed secret signs beside those before it, each of which does for its own day', async () => {
  const { id, secret, renew, signing } = await setUpRenewal();
  const [second, third] = [await renew(), await renew()];
  const all = [secret, second, third];
  expect(new Set(all).size).toBe(3);
  expect(await signing(all)).toEqual([third, second, secret]);
  const kept = await tables.sql`select s::text as row from indexer.replaced_secrets as s`;
  expect(JSON.stringify(kept)).not.toContain(secret);
  await tables.sql`
    update indexer.replaced_secrets set signs_until = now() - interval '1 second'
    where webhook_id = ${id} and signs_until = (select min(signs_until) from indexer.replaced_secrets)`;
  expect(await signing(all)).toEqual([third, second]);
  await forgetSecrets(tables.sql);
  expect(await tables.sql`select from indexer.replaced_secrets where webhook_id = ${id}`).toHaveLength(1);
});

test('a secret that leaked is ended at once', async () => {
  const { secret, renew, signing } = await setUpRenewal();
  const second = await renew();
  const third = await renew('?overlapHours=0');
  expect(await signing([secret, second, third])).toEqual([third]);
  expect(await tables.sql`select from indexer.replaced_secrets`).toHaveLength(0);
});

test('a renewal gives no secret more time than it had', async () => {
  const { id, renew } = await setUpRenewal();
  await renew('?overlapHours=1');
  await renew('?overlapHours=2');
  await renew('?overlapHours=1');
  const rows = await tables.sql<{ hours: number }[]>`
    select ceil(extract(epoch from signs_until - now()) / 3600)::integer as hours
    from indexer.replaced_secrets where webhook_id = ${id}`;
  expect(rows).toEqual([{ hours: 1 }, { hours: 1 }, { hours: 1 }]);
});

test('a renewal for which there is no room is refused, and ends no secret', async () => {
  const { secret, ask, renew, signing } = await setUpRenewal();
  const all = [await renew(), await renew(), await renew()].toReversed();
  expect(await ask()).toMatchObject({
    status: 409,
    body: { code: 'conflict', hint: expect.stringContaining('overlapHours=0') },
  });
  expect(await signing([...all, secret])).toEqual([...all, secret]);
  const last = await renew('?overlapHours=0');
  expect(await signing([...all, secret, last])).toEqual([last]);
});

test('a secret is not renewed by what is no number of hours', async () => {
  const { secret, ask, signing } = await setUpRenewal();
  for (const query of ['?overlapHours=', '?overlapHours=25', '?overlapHours=-1', '?overlap=0'])
    expect(await ask(query)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  expect(await signing([secret])).toEqual([secret]);
});
