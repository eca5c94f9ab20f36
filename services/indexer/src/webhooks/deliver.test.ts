import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainTables } from '../testing/chain-tables.ts';
import { publishJobs, receive, setUpWebhooks } from '../testing/webhooks.ts';

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
