import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainTables } from '../testing/chain-tables.ts';
import { publishJobs, receive, setUpWebhooks } from '../testing/webhooks.ts';
import { lanes } from './delivery-queue.ts';
import { mostWebhooks } from './manage-webhooks.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

test('an attempt looks the name up once, and connects to the address that was checked', async () => {
  let asked = 0;
  const resolve = () => {
    asked += 1;
    return Promise.resolve(['127.0.0.1']);
  };
  const host = parseAllowedHost('receiver.test');
  const { create, deliveriesOf } = await setUpWebhooks(tables, {
    reach: { allowed: host === undefined ? [] : [host], resolve },
  });
  const receiver = await receive();
  const { id } = await create(receiver.url.replace('127.0.0.1', 'receiver.test'));
  const before = asked;
  await publishJobs(tables, [1]);
  await waitFor('it being delivered', async () => (await deliveriesOf(id))[0]?.state === 'delivered');
  expect(receiver.seen).toHaveLength(1);
  expect(asked - before).toBe(1);
});

test('however many slow receivers a key has, the webhooks of another one do not wait for them', async () => {
  const other = await setUpWebhooks(tables);
  // Both would send: that is twice as many as one process has under way.
  await other.stop();
  const { create } = await setUpWebhooks(tables, { plan: { timeoutMs: 60_000 } });
  const slow = await receive(() => undefined);
  const quick = await receive();
  for (let hook = 0; hook < mostWebhooks; hook += 1) await create(slow.url);
  await other.create(quick.url);
  await publishJobs(tables, [1]);
  await waitFor('the quick one having it', () => quick.seen.length > 0);
  expect(slow.seen.length).toBeLessThanOrEqual(lanes);
});

test('the webhooks of a key share its lanes evenly', async () => {
  const { create, ask, keyId } = await setUpWebhooks(tables);
  const { url } = await receive();
  const ids: string[] = [];
  for (let hook = 0; hook <= lanes; hook += 1) ids.push((await create(url)).id);
  const taken = async () => {
    const rows = await tables.sql<{ lane: number; hooks: bigint }[]>`
      select lane, count(*) as hooks from indexer.webhooks where key_id = ${keyId} group by lane order by lane`;
    return rows.map(({ hooks }) => Number(hooks));
  };
  expect(await taken()).toEqual([2, ...Array.from({ length: lanes - 1 }, () => 1)]);
  await ask('DELETE', `/webhooks/${ids[3]}`);
  await create(url);
  expect(await taken()).toEqual([2, ...Array.from({ length: lanes - 1 }, () => 1)]);
});
