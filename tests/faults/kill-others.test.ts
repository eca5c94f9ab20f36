import type { Bytes32 } from '@atoll/schemas/ids';
import { readSettlement } from '@atoll/chain/read-settlement';
import { ChainJobView } from '@atoll/schemas/indexer/jobs';
import { readJob } from '@atoll/sdk/read-job';
import Docker from 'dockerode';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNothingLeft, expectReleased } from '../support/faults/expect-end.ts';
import { type Market, openMarket } from '../support/faults/open-market.ts';
import { openStateGate, type StateGate } from '../support/faults/state-gate.ts';
import { contextOf } from '../support/flow/context.ts';
import { waitFor } from '../support/wait.ts';

let market: Market;
let gate: StateGate;

beforeAll(async () => {
  market = await openMarket();
  gate = await openStateGate(market.stack);
}, 300_000);

afterAll(async () => {
  await gate.close();
  await market.stop();
}, 30_000);

afterEach(() => expectNothingLeft(market));

/** Starts the provider again whenever it has ended, as a supervisor does, until the work is done. */
async function supervised(work: Promise<void>): Promise<void> {
  const provider = market.stack.services['compute-provider'];
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  const supervision = waitFor(
    'the end of the work',
    async () => {
      if (!done && !provider.running()) await provider.start();
      return done;
    },
    { deadlineMs: 60_000 },
  );
  await Promise.all([ended, supervision]);
}

async function indexed(jobId: Bytes32): Promise<ChainJobView | undefined> {
  const answer = await fetch(`${market.stack.services.indexer.url}/jobs/${jobId}`);
  if (answer.status === 404) return undefined;
  return ChainJobView.parse(await answer.json());
}

test('an indexer killed during a run mirrors the same end and the same payments afterwards', async () => {
  const { stack } = market;
  const { indexer } = stack.services;
  const ordered = await market.buy(1);
  await gate.reached(ordered.jobId, 'running');
  await indexer.stop('SIGKILL');
  await expectReleased(market, ordered);
  await indexer.start();
  const view = await waitFor('the indexer to catch up', async () => {
    const found = await indexed(ordered.jobId);
    return found?.state === 'ended' ? found : undefined;
  });
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  const settlement = await readSettlement(chain, ordered.jobId);
  expect(view.outcome).toBe('released');
  expect(view.payments.map(({ role, amount }) => [role, BigInt(amount)])).toEqual(
    settlement?.payments.map(({ role, amount }) => [role, amount]),
  );
});

test(
  'a marketplace killed while it takes a result keeps nobody from the result',
  { timeout: 60_000 },
  async () => {
    const { marketplace } = market.stack.services;
    const ordered = await market.buy();
    await gate.reached(ordered.jobId, 'delivering');
    await marketplace.stop('SIGKILL');
    await expectReleased(market, ordered);
    await marketplace.start();
    await expectReleased(market, await market.buy());
  },
);

test('a database that crashes during a run and comes back loses no job', { timeout: 60_000 }, async () => {
  const ordered = await market.buy(1);
  await gate.reached(ordered.jobId, 'running');
  await gate.close();
  await market.stack.postgres.restart();
  gate = await openStateGate(market.stack);
  await supervised(expectReleased(market, ordered));
  expect(await gate.signed(ordered.jobId)).toEqual(['settle']);
});

test('a provider whose connections are cut again and again settles once', { timeout: 60_000 }, async () => {
  const sql = postgres(market.stack.postgres.url(), { max: 1 });
  const ordered = await market.quote();
  // Each cut costs a step that is tried again after a growing pause, so not every state has one.
  const cuts = (['running', 'settling'] as const).map(async (state) => {
    await gate.reached(ordered.jobId, state);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = 'compute_provider' and application_name = 'compute-provider'`;
  });
  await market.order(ordered);
  await supervised(Promise.all(cuts).then(() => expectReleased(market, ordered)));
  expect(await gate.signed(ordered.jobId)).toContain('settle');
  await sql.end();
});

test(
  'a container that is removed from outside is followed by another attempt',
  { timeout: 60_000 },
  async () => {
    const { stack, socketPath } = market;
    const docker = new Docker({ socketPath });
    const ordered = await market.buy(2);
    await gate.reached(ordered.jobId, 'running');
    const filters = { label: [`atoll.job=${ordered.jobId}`] };
    for (const { Id } of await docker.listContainers({ all: true, filters }))
      await docker.getContainer(Id).remove({ force: true });
    await expectReleased(market, ordered);
    const buyer = await contextOf(stack, stack.wallets.buyer);
    expect((await readJob(buyer, ordered.jobId)).attempt).toBe(2);
  },
);
