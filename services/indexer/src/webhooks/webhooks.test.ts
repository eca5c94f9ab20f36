import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DeliveryView, WebhookPayload, WebhookView } from '@atoll/schemas/webhook';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { publishChanges } from '../store/publish-changes.ts';
import { account, bytes32, chainTables, type jobChange } from '../testing/chain-tables.ts';
import { status } from '../testing/receiver.ts';
import { blockOf, publishJobs, receive, setUpWebhooks } from '../testing/webhooks.ts';
import { forgetDeliveries } from './run-webhooks.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

const setUp = (input?: Parameters<typeof setUpWebhooks>[1]) => setUpWebhooks(tables, input);
const publish = (blocks: readonly number[], more?: Parameters<typeof jobChange>[1]) =>
  publishJobs(tables, blocks, more);

test('a change is sent signed, with its block, in the order of the chain', async () => {
  const { create, deliveriesOf, measures } = await setUp();
  const receiver = await receive();
  const hook = await create(receiver.url);
  await publish([1, 2, 3, 4, 5]);
  await waitFor('all', () => receiver.seen.length === 5);
  expect(receiver.seen.map(({ body }) => blockOf(body))).toEqual([1, 2, 3, 4, 5]);
  const [first] = receiver.seen;
  const [, time = '', signature = ''] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(first?.headers['atoll-signature'])) ?? [];
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
  const mac = createHmac('sha256', hook.secret)
    .update(`${time}.${first?.body ?? ''}`)
    .digest('hex');
  expect(signature).toBe(mac);
  const payload = WebhookPayload.parse(JSON.parse(first?.body ?? ''));
  expect(payload.webhook).toBe(hook.id);
  expect(first?.headers['atoll-delivery']).toBe(payload.delivery);
  await waitFor('all committed', async () =>
    (await deliveriesOf(hook.id)).every(({ state }) => state === 'delivered'),
  );
  expect(await measures.metrics.render()).toContain(
    'atoll_indexer_webhook_deliveries_total{outcome="delivered"} 5',
  );
});

test('only what the filter lets through is sent, and reorgs always', async () => {
  const { create } = await setUp();
  const receiver = await receive();
  await create(receiver.url, { job: [bytes32('6'), bytes32('7')] });
  await publish([1]);
  await publish([2], { jobId: bytes32('7') });
  await tables.sql.begin((transaction) =>
    publishChanges(transaction, [{ kind: 'reorg', ancestor: { number: 1, hash: bytes32('1') }, undone: 2 }]),
  );
  await waitFor('both', () => receiver.seen.length === 2);
  expect(receiver.seen.map(({ body }) => WebhookPayload.parse(JSON.parse(body)).change.kind)).toEqual([
    'job',
    'reorg',
  ]);
});

test.each([
  ['a part that is none', { jobs: [bytes32('7')] }],
  ['a value alone', { job: bytes32('7') }],
  ['no value', { job: [] }],
  ['another kind of value', { channel: ['77'] }],
  ['more values than it may have', { asset: Array.from({ length: 51 }, (_, at) => String(at)) }],
])('a filter with %s is refused, when a webhook is made and later', async (_what, filter) => {
  const { ask, create } = await setUp();
  const receiver = await receive();
  const { id } = await create(receiver.url);
  const refused = { status: 400, body: { code: 'malformed_request' } };
  expect(await ask('POST', '/webhooks', { url: receiver.url, filter })).toMatchObject(refused);
  expect(await ask('PATCH', `/webhooks/${id}`, { filter })).toMatchObject(refused);
  expect((await ask('GET', `/webhooks/${id}`)).body).toMatchObject({ filter: {} });
});

describe('a receiver that fails', () => {
  test('is tried again with the same id and body, and later changes do not wait for it', async () => {
    const { create, deliveriesOf } = await setUp({ plan: { attempts: 1000 } });
    let later = false;
    const receiver = await receive((response, { body }) => {
      if (blockOf(body) === 2) later = true;
      // The first is refused until the second has come.
      status(later ? 200 : 500)(response);
    });
    const hook = await create(receiver.url);
    await publish([1, 2]);
    const [second, first] = await waitFor('success', async () => {
      const found = await deliveriesOf(hook.id);
      return found.length === 2 && found.every(({ state }) => state === 'delivered') ? found : undefined;
    });
    expect(second).toMatchObject({ attempts: 1, status: 200 });
    expect(first).toMatchObject({ status: 200 });
    const tries = receiver.seen.filter(({ body }) => blockOf(body) === 1);
    expect(tries.length).toBeGreaterThan(1);
    expect(first?.attempts).toBe(tries.length);
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
    expect(new Set(tries.map(({ headers }) => headers['atoll-delivery'])).size).toBe(1);
  });

  test('leaves a dead letter after its attempts, which is sent again on request', async () => {
    const { create, deliveriesOf, ask } = await setUp();
    const receiver = await receive(status(503));
    const hook = await create(receiver.url);
    await publish([1]);
    const [dead] = await waitFor('the dead letter', async () => {
      const { body } = await ask('GET', `/webhooks/${hook.id}/deliveries?state=dead`);
      const { items } = z.object({ items: z.array(DeliveryView) }).parse(body);
      return items.length === 1 ? items : undefined;
    });
    expect(dead).toMatchObject({ attempts: 3, status: 503, problem: 'it answered 503' });
    expect(WebhookView.parse((await ask('GET', `/webhooks/${hook.id}`)).body).failingSince).toBeDefined();
    receiver.answer(status(204));
    const again = await ask('POST', `/webhooks/${hook.id}/deliveries/${dead?.id}/redeliver`);
    expect(again).toMatchObject({ status: 202, body: { id: dead?.id, state: 'pending' } });
    await waitFor('it being delivered', async () => (await deliveriesOf(hook.id))[0]?.state === 'delivered');
    expect(receiver.seen).toHaveLength(4);
    expect(WebhookView.parse((await ask('GET', `/webhooks/${hook.id}`)).body).failingSince).toBeUndefined();
  });

  test('is one that took it, whatever follows the head of its answer', async () => {
    const { create, deliveriesOf } = await setUp();
    const receiver = await receive((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('ok')),
    );
    const hook = await create(receiver.url);
    await publish([1]);
    await waitFor('it being delivered', async () => (await deliveriesOf(hook.id))[0]?.state === 'delivered');
    expect(receiver.seen).toHaveLength(1);
  });

  test('is given the time that it asks for', async () => {
    const { create } = await setUp({ plan: { longestMs: 2000 } });
    const receiver = await receive(status(429, { 'retry-after': '1' }));
    await create(receiver.url);
    const started = performance.now();
    await publish([1]);
    await waitFor('the second attempt', () => receiver.seen.length > 1);
    expect(performance.now() - started).toBeGreaterThan(750);
  });

  test('for too long, or that says it is gone, is disabled', async () => {
    const { create, ask, deliveriesOf } = await setUp({ plan: { disableAfterMs: 0 } });
    const gone = await receive(status(410));
    const failing = await receive(status(500));
    const hooks = [await create(gone.url), await create(failing.url)];
    await publish([1, 2, 3]);
    for (const { id } of hooks) {
      await waitFor('it being disabled', async () => {
        const { body } = await ask('GET', `/webhooks/${id}`);
        return WebhookView.parse(body).state === 'disabled';
      });
      expect((await deliveriesOf(id)).filter(({ state }) => state !== 'dead')).toEqual([]);
    }
    const sent = gone.seen.length;
    await publish([4]);
    await waitFor('it being passed over', async () => {
      const [row] = await tables.sql`
        select change_id = (select max(id) from changes) as all from indexer.webhook_positions`;
      return row?.['all'] === true;
    });
    const revived = await ask('PATCH', `/webhooks/${hooks[0]?.id}`, { state: 'active' });
    expect(revived.body).toMatchObject({ state: 'active' });
    gone.answer(status(200));
    await publish([5]);
    await waitFor('what came afterwards', () => gone.seen.length === sent + 1);
    expect(blockOf(gone.seen.at(-1)?.body ?? '')).toBe(5);
  });

  test('by being slow does not hold up others', async () => {
    const { create } = await setUp({ plan: { timeoutMs: 60_000 } });
    const slow = await receive(() => undefined);
    const quick = await receive();
    await create(slow.url);
    await create(quick.url);
    await publish([1, 2, 3]);
    // This waits half as long as the slow one is given for each.
    await waitFor('the quick one having all', () => quick.seen.length === 3);
  });

  test('by being slow is tried again', async () => {
    const { create } = await setUp({ plan: { timeoutMs: 100 } });
    const slow = await receive(() => undefined);
    await create(slow.url);
    await publish([1]);
    await waitFor('the second attempt', () => slow.seen.length > 1);
  });
});

test('a stop in the middle loses nothing: what was under way is sent again with its id', async () => {
  const { create, stop, start, deliveriesOf } = await setUp({ plan: { timeoutMs: 30_000 } });
  const receiver = await receive(() => undefined);
  const hook = await create(receiver.url);
  await publish([1]);
  await waitFor('the first attempt', () => receiver.seen.length === 1);
  await stop();
  await publish([2]);
  receiver.answer(status(200));
  await start();
  await waitFor(
    'both',
    async () => (await deliveriesOf(hook.id)).filter(({ state }) => state === 'delivered').length === 2,
  );
  const ids = receiver.seen.map(({ headers }) => headers['atoll-delivery']);
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toBe(ids.slice(1).find((id) => id === ids[0]));
});

test('a failure of the database as a delivery ends keeps no further one from being sent', async () => {
  const { sql } = tables;
  const { create, stop } = await setUp();
  const receiver = await receive();
  await create(receiver.url);
  // What was counted stays where the statement fails.
  await sql`create sequence public.failures`;
  await sql.unsafe(`create function public.fail() returns trigger language plpgsql as
    $$ begin perform nextval('public.failures'); raise exception 'out of order'; end $$`);
  await sql.unsafe(`create trigger fails before delete on webhooks_31337._private_jobs
    for each row execute function public.fail()`);
  await publish([1]);
  await waitFor(
    'the failure',
    async () => (await sql`select is_called from public.failures`)[0]?.['is_called'],
  );
  await sql.unsafe('drop trigger fails on webhooks_31337._private_jobs');
  await publish([2]);
  await waitFor('the next', () => receiver.seen.some(({ body }) => blockOf(body) === 2));
  await stop();
});

describe('where a webhook may go', () => {
  const publicly = { allowed: [], resolve: () => Promise.resolve(['93.184.216.34']) };
  test.each([
    ['http', 'http://example.com/', publicly],
    ['loopback', 'https://127.0.0.1/', { allowed: [] }],
    ['where clouds keep credentials', 'https://169.254.169.254/latest', { allowed: [] }],
    ['a private network', 'https://10.0.0.1/', { allowed: [] }],
    [
      'a name of a private address',
      'https://inside.example/',
      { allowed: [], resolve: () => Promise.resolve(['10.1.1.1']) },
    ],
    ['with a password', 'https://user:secret@example.com/', publicly],
  ])('%s is refused', async (_what, url, reach) => {
    const { ask } = await setUp({ reach });
    expect(await ask('POST', '/webhooks', { url })).toMatchObject({
      status: 400,
      body: { code: 'malformed_request', detail: expect.stringContaining('a webhook may not go there') },
    });
  });

  test('https on the public network is taken', async () => {
    const { ask } = await setUp({ reach: publicly });
    expect((await ask('POST', '/webhooks', { url: 'https://example.com/hook' })).status).toBe(201);
  });

  test('a name that moves to a private address is sent nothing', async () => {
    let address = '93.184.216.34';
    const { create, deliveriesOf } = await setUp({
      reach: { allowed: [], resolve: () => Promise.resolve([address]) },
    });
    const hook = await create('https://moving.example/');
    address = '127.0.0.1';
    await publish([1]);
    const [dead] = await waitFor('the dead letter', async () => {
      const found = await deliveriesOf(hook.id);
      return found[0]?.state === 'dead' ? found : undefined;
    });
    expect(dead?.problem).toContain('it is not on the public network');
  });

  test('a redirect is not followed', async () => {
    const { create, deliveriesOf } = await setUp();
    const target = await receive();
    const receiver = await receive(status(307, { location: target.url }));
    const hook = await create(receiver.url);
    await publish([1]);
    const [dead] = await waitFor('the dead letter', async () => {
      const found = await deliveriesOf(hook.id);
      return found[0]?.state === 'dead' ? found : undefined;
    });
    expect(dead).toMatchObject({ status: 307, problem: 'it answered 307' });
    expect(target.seen).toEqual([]);
  });
});

test('webhooks belong to the key that made them', async () => {
  const { ask, create } = await setUp();
  const receiver = await receive();
  const hook = await create(receiver.url, { kinds: ['job'], account: [account('A')] });
  expect(hook.filter).toEqual({ kinds: ['job'], account: [account('a')] });
  const stranger = await setUp();
  const paths: [string, string][] = [
    ['GET', `/webhooks/${hook.id}`],
    ['DELETE', `/webhooks/${hook.id}`],
    ['POST', `/webhooks/${hook.id}/secret`],
    ['GET', `/webhooks/${hook.id}/deliveries`],
    ['POST', `/webhooks/${hook.id}/deliveries/dl_1/redeliver`],
  ];
  for (const [method, path] of paths) expect((await stranger.ask(method, path)).status).toBe(404);
  expect((await stranger.ask('PATCH', `/webhooks/${hook.id}`, { state: 'paused' })).status).toBe(404);
  expect((await ask('GET', '/webhooks', undefined, { anonymous: '1' })).status).toBe(401);
  const { body } = await ask('GET', '/webhooks');
  expect(JSON.stringify(body)).not.toContain('secret');
  expect((await ask('DELETE', `/webhooks/${hook.id}`)).status).toBe(204);
  expect((await ask('GET', `/webhooks/${hook.id}`)).status).toBe(404);
});

test('a key has at most 50 webhooks, also where many are asked for at once', async () => {
  const { ask } = await setUp();
  const receiver = await receive();
  const answers = await Promise.all(
    Array.from({ length: 55 }, () => ask('POST', '/webhooks', { url: receiver.url })),
  );
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(50);
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(5);
});

test('what was delivered long ago is forgotten', async () => {
  const { create, deliveriesOf } = await setUp();
  const receiver = await receive();
  const hook = await create(receiver.url);
  await publish([1, 2]);
  await waitFor(
    'both',
    async () => (await deliveriesOf(hook.id)).filter(({ state }) => state === 'delivered').length === 2,
  );
  await tables.sql`
    update indexer.deliveries set attempted_at = now() - interval '8 days'
    where delivery_id = (select min(delivery_id) from indexer.deliveries where webhook_id = ${hook.id})`;
  await forgetDeliveries(tables.sql);
  expect(await deliveriesOf(hook.id)).toHaveLength(1);
});

test('what a disabled webhook was never sent is forgotten after a month, dead or not', async () => {
  const { create } = await setUp();
  const receiver = await receive();
  const [disabled, active] = [await create(receiver.url), await create(receiver.url)];
  const { sql } = tables;
  for (const { id } of [disabled, active]) {
    await sql`
      insert into indexer.deliveries (delivery_id, webhook_id, change_id, body, state, created_at)
      select ${id} || n, ${id}, -n, '{}', state, now() - interval '31 days'
      from unnest(array['dead', 'pending']) with ordinality as each (state, n)`;
  }
  await sql`update indexer.webhooks set state = 'disabled' where webhook_id = ${disabled.id}`;
  await forgetDeliveries(sql);
  const left = await sql`select webhook_id, state from indexer.deliveries where change_id < 0`;
  expect(left).toEqual([{ webhook_id: active.id, state: 'pending' }]);
});

test('what no database keeps is refused, in a path as in a body', async () => {
  const { ask } = await setUp();
  for (const method of ['GET', 'DELETE']) expect((await ask(method, '/webhooks/%00')).status).toBe(400);
  const url = 'https://example.com/\u0000';
  expect((await ask('POST', '/webhooks', { url })).status).toBe(400);
});
