import { createLogger } from '@atoll/server-kit/logger';
import { waitFor } from '@atoll/tests/support/wait';
import { expect, onTestFinished, test } from 'vitest';
import { publishChanges } from '../store/publish-changes.ts';
import { chainTables, jobChange } from '../testing/chain-tables.ts';
import { type ChangeHub, openChangeHub } from './change-hub.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

/** A hub that reads a replica, to which changes come when the test says so. */
async function startReplicated(lagMs = 30_000) {
  const [primary, replica] = await Promise.all([chainTables(), chainTables()]);
  const hubs: ChangeHub[] = [];
  onTestFinished(async () => {
    for (const hub of hubs) await hub.close();
    await primary.close();
    await replica.close();
  });
  const publish = async (block: number) => {
    await primary.sql.begin((transaction) => publishChanges(transaction, [jobChange(block)]));
    const [row] = await primary.sql<{ id: bigint }[]>`select max(id) as id from changes`;
    return Number(row?.id);
  };
  const replicate = async () => {
    const rows = await primary.sql<{ id: bigint; kind: string; body: string }[]>`
      select id, kind, body::text as body from changes`;
    for (const { id, kind, body } of rows)
      await replica.sql`
        insert into changes (id, kind, body) overriding system value
        values (${id}, ${kind}, (${body}::text)::jsonb) on conflict do nothing`;
  };
  const open = async () => {
    const hub = await openChangeHub({
      chainId: 31337,
      sql: replica.sql,
      primary: primary.sql,
      listen: primary.sql,
      lagMs,
      logger,
    });
    hubs.push(hub);
    return hub;
  };
  await publish(1);
  await replicate();
  return { open, publish, replicate };
}

test('who knows more than a replica has is told to go on once it has that too', async () => {
  const { open, publish, replicate } = await startReplicated();
  const announced = await open();
  const known = await publish(2);
  // Opened afterwards, it was told of nothing.
  const unannounced = await open();
  for (const hub of [announced, unannounced]) expect(hub.newest()).toBeLessThan(known);
  const checks = [announced, unannounced].map(async (hub) => {
    await hub.check(known);
    return hub.newest();
  });
  await replicate();
  expect(await Promise.all(checks)).toEqual([known, known]);
});

test('where a replica is too far behind, coming back later helps', async () => {
  const { open, publish, replicate } = await startReplicated(50);
  const hub = await open();
  const known = await publish(2);
  await expect(hub.check(known)).rejects.toMatchObject({ code: 'not_ready', retryable: true });
  await replicate();
  await waitFor('it having come', () => hub.newest() === known);
  await hub.check(known);
});

test('what the primary has not got either is of another journal', async () => {
  const { open, publish } = await startReplicated();
  const hub = await open();
  const known = await publish(2);
  await expect(hub.check(known + 1)).rejects.toMatchObject({ code: 'changes_forgotten' });
  await expect(hub.check(1)).rejects.toMatchObject({ code: 'changes_forgotten' });
});
