import { createLogger } from '@atoll/server-kit/logger';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainTables } from '../testing/chain-tables.ts';
import { publishJobs, receive, setUpWebhooks } from '../testing/webhooks.ts';
import { dispatchChanges } from './dispatch-changes.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables();
});
afterAll(() => tables.close());

test('of two writers that overlap the second goes on where the first stood', async () => {
  const { sql } = tables;
  const { create, stop, deliveriesOf } = await setUpWebhooks(tables);
  await stop();
  const ctx = { sql, chainId: 31337, logger };
  await publishJobs(tables, [1, 2, 3]);
  await dispatchChanges(ctx);
  const { id } = await create((await receive()).url);
  let second: Promise<boolean> | undefined;
  await sql.begin(async (first) => {
    await first`select from indexer.webhook_positions for update`;
    second = dispatchChanges(ctx);
    await waitFor('the second waiting for the first', async () => {
      const [row] = await first<{ waits: boolean }[]>`
        select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`;
      return row?.waits;
    });
    await publishJobs(tables, [4]);
    await first`update indexer.webhook_positions set change_id = (select max(id) from changes)`;
  });
  expect(await second).toBe(false);
  expect(await deliveriesOf(id)).toEqual([]);
  const [position] = await sql`
    select change_id = (select max(id) from changes) as newest from indexer.webhook_positions`;
  expect(position).toEqual({ newest: true });
});

test('what is published once webhooks run is dispatched, also where none ever ran', async () => {
  const { sql } = tables;
  const { stop } = await setUpWebhooks(tables);
  await stop();
  await sql`delete from indexer.webhook_positions`;
  const { create } = await setUpWebhooks(tables);
  const [position] = await sql`select change_id from indexer.webhook_positions`;
  expect(position).toBeDefined();
  const receiver = await receive();
  await create(receiver.url);
  await publishJobs(tables, [5]);
  await waitFor('it', () => receiver.seen.length === 1);
});

test('many webhooks are made deliveries for in bounded steps, and none is left out', async () => {
  const { sql } = tables;
  const { keyId, stop } = await setUpWebhooks(tables);
  await stop();
  const hooks = 30;
  await sql`
    insert into indexer.webhooks (webhook_id, key_id, chain_id, url, filter, secret)
    select 'wh_' || n, ${keyId}, 31337, 'https://receiver.example', '{}', 'x' from generate_series(1, ${hooks}) as n`;
  const changes = 40;
  await publishJobs(
    tables,
    Array.from({ length: changes }, (_, block) => block),
  );
  const made = async () => {
    const [row] = await sql<{ count: number }[]>`select count(*)::int from indexer.deliveries`;
    return row?.count ?? 0;
  };
  const steps: number[] = [];
  let before = await made();
  while (await dispatchChanges({ sql, chainId: 31337, logger })) {
    const after = await made();
    steps.push(after - before);
    before = after;
  }
  expect(Math.max(...steps)).toBeLessThanOrEqual(1000);
  expect(steps.reduce((sum, step) => sum + step, 0)).toBe(hooks * changes);
});
