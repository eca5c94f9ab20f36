import { DeliveryView } from '@atoll/schemas/webhook';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { revokeKey } from '../access/manage-keys.ts';
import { account, chainTables } from '../testing/chain-tables.ts';
import { status } from '../testing/receiver.ts';
import { someContracts } from '../testing/some-contracts.ts';
import { blockOf, publishJobs, receive, setUpWebhooks } from '../testing/webhooks.ts';
import { readBacklog } from './read-backlog.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

/** What failed is not tried again while a test runs, unless the test lets it be due. */
const later = { firstMs: 60_000, longestMs: 60_000 };

type SetUp = Awaited<ReturnType<typeof setUpWebhooks>>;

const setState = async ({ ask }: SetUp, id: string, state: 'active' | 'paused') => {
  expect(await ask('PATCH', `/webhooks/${id}`, { state })).toMatchObject({ status: 200, body: { state } });
};
const stateOf = async ({ deliveriesOf }: SetUp, id: string) =>
  (await deliveriesOf(id)).map(({ state }) => state);
/** Lets what waits for its next attempt be due, and waits until the queue has looked at all. */
const theQueueIsEmpty = async () => {
  await tables.sql`update webhooks_31337._private_jobs set run_at = now() where run_at > now()`;
  await waitFor('the queue being empty', async () => {
    const [row] = await tables.sql<{ left: bigint }[]>`
      select count(*) as left from webhooks_31337._private_jobs`;
    return row?.left === 0n;
  });
};
const allWereDispatched = () =>
  waitFor('every change being looked at', async () => {
    const [row] = await tables.sql`
      select change_id = (select max(id) from changes) as all from indexer.webhook_positions`;
    return row?.['all'] === true;
  });

describe('while a webhook is paused', () => {
  test('nothing is sent, and what happened is not sent later', async () => {
    const hooks = await setUpWebhooks(tables);
    const receiver = await receive();
    const { id } = await hooks.create(receiver.url);
    await setState(hooks, id, 'paused');
    await publishJobs(tables, [1]);
    await allWereDispatched();
    expect(await hooks.deliveriesOf(id)).toEqual([]);
    await setState(hooks, id, 'active');
    await publishJobs(tables, [2]);
    await waitFor('the next', () => receiver.seen.length === 1);
    expect(receiver.seen.map(({ body }) => blockOf(body))).toEqual([2]);
  });

  test('what was to be tried again waits, and is sent when it is active again', async () => {
    const hooks = await setUpWebhooks(tables, { plan: later });
    const receiver = await receive(status(500));
    const { id } = await hooks.create(receiver.url);
    await publishJobs(tables, [1, 2]);
    await waitFor(
      'both attempts',
      async () =>
        (await hooks.deliveriesOf(id)).every(({ attempts }) => attempts === 1) && receiver.seen.length === 2,
    );
    expect(await readBacklog(tables.sql)).toEqual([{ chain: 'eip155:31337', pending: 2, dead: 0 }]);
    await setState(hooks, id, 'paused');
    expect(await readBacklog(tables.sql)).toEqual([{ chain: 'eip155:31337', pending: 0, dead: 0 }]);
    receiver.answer(status(200));
    await theQueueIsEmpty();
    expect(receiver.seen).toHaveLength(2);
    expect(await stateOf(hooks, id)).toEqual(['pending', 'pending']);
    await setState(hooks, id, 'active');
    await waitFor('both being delivered', async () =>
      (await stateOf(hooks, id)).every((state) => state === 'delivered'),
    );
    expect(receiver.seen.map(({ body }) => blockOf(body))).toEqual([1, 2, 1, 2]);
  });

  test('a dead letter is not sent again: it stays one', async () => {
    const hooks = await setUpWebhooks(tables, { plan: { attempts: 1 } });
    const receiver = await receive(status(500));
    const { id } = await hooks.create(receiver.url);
    await publishJobs(tables, [1]);
    const [dead] = await waitFor('the dead letter', async () => {
      const found = await hooks.deliveriesOf(id);
      return found[0]?.state === 'dead' ? found : undefined;
    });
    expect(await readBacklog(tables.sql)).toEqual([{ chain: 'eip155:31337', pending: 0, dead: 1 }]);
    const again = () => hooks.ask('POST', `/webhooks/${id}/deliveries/${dead?.id}/redeliver`);
    await setState(hooks, id, 'paused');
    for (const state of ['paused', 'disabled']) {
      await tables.sql`update indexer.webhooks set state = ${state} where webhook_id = ${id}`;
      expect(await again()).toMatchObject({
        status: 409,
        body: { code: 'conflict', hint: expect.stringContaining('active'), data: { state } },
      });
      expect(await stateOf(hooks, id)).toEqual(['dead']);
    }
    receiver.answer(status(200));
    await setState(hooks, id, 'active');
    expect((await again()).status).toBe(202);
    await waitFor('it being delivered', async () => (await stateOf(hooks, id))[0] === 'delivered');
  });
});

test('a webhook goes where it was moved, and is sent what its new filter lets through', async () => {
  const hooks = await setUpWebhooks(tables);
  const [before, after] = [await receive(), await receive()];
  const { id } = await hooks.create(before.url);
  await publishJobs(tables, [1]);
  await waitFor('the first', () => before.seen.length === 1);
  const changed = { url: after.url, filter: { asset: ['77'] } };
  expect((await hooks.ask('PATCH', `/webhooks/${id}`, changed)).body).toMatchObject({
    ...changed,
    state: 'active',
  });
  await publishJobs(tables, [2]);
  await publishJobs(tables, [3], { assets: ['77'] });
  await waitFor('what the filter lets through', () => after.seen.length === 1);
  await allWereDispatched();
  expect(after.seen.map(({ body }) => blockOf(body))).toEqual([3]);
  expect(before.seen).toHaveLength(1);
  const named = { filter: { asset: [`eip155:31337/erc721:${someContracts().assetRegistry}/77`] } };
  expect((await hooks.ask('PATCH', `/webhooks/${id}`, named)).body).toMatchObject(changed);
  const foreign = { filter: { asset: [`eip155:31337/erc721:${account('9')}/77`] } };
  const unknown = { status: 404, body: { code: 'asset_unknown' } };
  expect(await hooks.ask('PATCH', `/webhooks/${id}`, foreign)).toMatchObject(unknown);
  expect(await hooks.ask('POST', '/webhooks', { url: after.url, ...foreign })).toMatchObject(unknown);
  const refused = await hooks.ask('PATCH', `/webhooks/${id}`, { url: 'https://10.0.0.1/' });
  expect(refused).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  expect((await hooks.ask('GET', `/webhooks/${id}`)).body).toMatchObject(changed);
});

test('the webhooks of a revoked key are disabled and sent nothing more', async () => {
  const hooks = await setUpWebhooks(tables, { plan: later });
  const stranger = await setUpWebhooks(tables, { plan: later });
  const [revoked, other] = [await receive(status(500)), await receive()];
  const { id } = await hooks.create(revoked.url);
  await stranger.create(other.url);
  await publishJobs(tables, [1]);
  await waitFor('the first attempt', async () => (await hooks.deliveriesOf(id))[0]?.attempts === 1);
  await revokeKey(tables.sql, hooks.keyId);
  expect((await hooks.ask('GET', `/webhooks/${id}`)).body).toMatchObject({ state: 'disabled' });
  await publishJobs(tables, [2]);
  await waitFor('the other one having both', () => other.seen.length === 2);
  await theQueueIsEmpty();
  expect(revoked.seen).toHaveLength(1);
  const { body } = await hooks.ask('GET', `/webhooks/${id}/deliveries`);
  expect(z.object({ items: z.array(DeliveryView) }).parse(body).items).toHaveLength(1);
});

test('a key that was revoked makes no webhook and takes none up again, also where a process did not hear of it yet', async () => {
  const { ask, create, keyId } = await setUpWebhooks(tables);
  const { url } = await receive();
  const { id } = await create(url);
  await revokeKey(tables.sql, keyId);
  const refused = { status: 401, body: { code: 'invalid_key' } };
  expect(await ask('POST', '/webhooks', { url })).toMatchObject(refused);
  expect(await ask('PATCH', `/webhooks/${id}`, { state: 'active' })).toMatchObject(refused);
  expect((await ask('GET', '/webhooks')).body).toMatchObject({ items: [{ id, state: 'disabled' }] });
});

test('a webhook that is being made while its key is revoked is disabled as well', async () => {
  const { keyId } = await setUpWebhooks(tables);
  let revoking: Promise<void> | undefined;
  await tables.sql.begin(async (making) => {
    await making`select from indexer.api_keys where key_id = ${keyId} for update`;
    revoking = revokeKey(tables.sql, keyId);
    await waitFor('the revocation waiting', async () => {
      const [row] = await making<{ waits: boolean }[]>`
        select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`;
      return row?.waits;
    });
    await making`
      insert into indexer.webhooks (webhook_id, key_id, chain_id, url, filter, secret)
      values ('wh_late', ${keyId}, 31337, 'https://receiver.example', '{}', 'x')`;
  });
  await revoking;
  const [row] = await tables.sql`select state from indexer.webhooks where webhook_id = 'wh_late'`;
  expect(row).toEqual({ state: 'disabled' });
});

test('the API’s description tells what is sent to a webhook', async () => {
  const { ask } = await setUpWebhooks(tables);
  const { body } = await ask('GET', '/openapi.json');
  const described = z
    .object({
      webhooks: z.record(z.string(), z.unknown()),
      components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
    })
    .parse(body);
  expect(JSON.stringify(described.webhooks)).toContain('#/components/schemas/WebhookPayload');
  expect(JSON.stringify(described.components.schemas['ChangeView'])).toContain('jobs.JobOrdered');
});
