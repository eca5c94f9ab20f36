import { signCancel } from '@atoll/chain/sign';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { orderFromWire, type QuoteOffer } from '@atoll/schemas/order';
import { CancelConsent } from '@atoll/schemas/provider-api';
import { cancelJob } from '@atoll/sdk/cancel-job';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyEvent } from '../src/jobs/apply-event.ts';
import { admitJob } from '../src/jobs/admit-job.ts';
import { consentToCancel, isCancelled } from '../src/jobs/cancel-job.ts';
import { findJob } from '../src/store/job-row.ts';
import { ask, codeOf, type Market, openMarket, orderPair, reaches } from './market.ts';
import { publishPair, type Pair } from './publish.ts';

let market: Market;
let pair: Pair;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 1 });
  pair = await publishPair(market);
});
afterAll(() => market?.close());
beforeEach(() => market.engine.behave({ files: { 'metrics.json': '{}' } }));

let folds = 2;
/** A job of its own, so that none is answered by another. */
const order = () => orderPair(market, pair, { parameters: { folds: (folds += 1) } });
const cancel = (jobId: Bytes32, as: 'buyer' | 'stranger' | 'dataOwner' = 'buyer') =>
  ask(market, 'POST', `/jobs/${jobId}/cancel`, { as });

/** A job that runs until the test lets it end; another one has no slot meanwhile. */
async function busy() {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  market.engine.behave({ files: { 'metrics.json': '{}' }, until: promise });
  const offer = await order();
  await reaches(market, offer.jobId, 'running');
  return { offer, end: () => resolve(undefined) };
}

const elsewhere = `0x${'01'.repeat(32)}`;

/** An order that waits in the queue: the environment's only slot is lent while it is quoted. */
async function queued(): Promise<QuoteOffer> {
  const { sql } = market.ctx.database;
  await sql`update compute_provider.jobs set environment = ${elsewhere} where state = 'running'`;
  const offer = await order();
  await sql`update compute_provider.jobs set environment = ${offer.order.environment} where environment = ${elsewhere}`;
  return offer;
}

async function sendCancel(offer: QuoteOffer, consent: CancelConsent): Promise<void> {
  const chain = await market.as('buyer');
  const deployment = { chainId: 31337, jobs: market.book.contracts.jobs };
  const account = privateKeyToAccount(market.wallets.buyer.privateKey);
  await simulateThenSend(chain, {
    address: deployment.jobs,
    abi: jobsAbi,
    functionName: 'cancel',
    args: [orderFromWire(offer.order), await signCancel(account, offer.jobId, deployment), consent.signature],
  });
}

test('a job that has not started is cancelled with one call of the SDK and refunded in full', async () => {
  const { offer: first, end } = await busy();
  const runs = market.engine.started.length;
  const offer = await queued();
  await reaches(market, offer.jobId, 'queued');
  await cancelJob(
    {
      chain: await market.as('buyer'),
      account: privateKeyToAccount(market.wallets.buyer.privateKey),
      marketplaceUrl: 'http://unused.test',
      providerUrl: 'http://provider.test',
      fetch: (url, init) => Promise.resolve(market.app().request(url, init)),
    },
    orderFromWire(offer.order),
  );
  expect(await reaches(market, offer.jobId, 'cancelled')).toMatchObject({
    reason: 'cancelled_by_agreement',
    settlement: 'refunded',
  });
  end();
  await reaches(market, first.jobId, 'released');
  expect(market.engine.started).toHaveLength(runs);
});

test('nobody but the buyer is given the consent, nor the buyer once the job runs', async () => {
  const { offer, end } = await busy();
  expect(await codeOf(await cancel(offer.jobId, 'stranger'))).toBe('not_found');
  expect(await codeOf(await cancel(offer.jobId, 'dataOwner'))).toBe('not_found');
  expect(await codeOf(await cancel(offer.jobId))).toBe('conflict');
  end();
  await reaches(market, offer.jobId, 'released');
  expect(await codeOf(await cancel(offer.jobId))).toBe('conflict');
});

test('a job that runs is cancelled where the custodian agrees, and its container goes', async () => {
  const { offer } = await busy();
  const agreed = await ask(market, 'POST', `/jobs/${offer.jobId}/cancel/agree`, { as: 'buyer' });
  expect(await codeOf(agreed)).toBe('not_allowed');
  await ask(market, 'POST', `/jobs/${offer.jobId}/cancel/agree`, { as: 'dataOwner' });
  const consent = CancelConsent.parse(await (await cancel(offer.jobId)).json());
  expect(await market.engine.list()).toEqual([]);
  await sendCancel(offer, consent);
  await reaches(market, offer.jobId, 'cancelled');
});

test('a buyer who keeps the consent for later has nothing run meanwhile, and is refunded by the provider', async () => {
  const { offer: first, end } = await busy();
  const offer = await queued();
  await reaches(market, offer.jobId, 'queued');
  const consent = CancelConsent.parse(await (await cancel(offer.jobId)).json());
  end();
  await reaches(market, first.jobId, 'released');
  const runs = market.engine.started.length;
  await reaches(market, offer.jobId, 'settling');
  await market.ctx.database.sql`
    update compute_provider.jobs set updated_at = now() - interval '2 minutes' where job_id = ${offer.jobId}`;
  expect(await reaches(market, offer.jobId, 'refused', 15_000)).toMatchObject({
    reason: 'cancelled_by_agreement',
    settlement: 'refunded',
  });
  expect(market.engine.started).toHaveLength(runs);
  await expect(sendCancel(offer, consent)).rejects.toMatchObject({ code: 'conflict' });
});

test('a consent stays in force where a reorganisation takes the order away and brings it back', async () => {
  const { offer: first, end } = await busy();
  const offer = await queued();
  await reaches(market, offer.jobId, 'queued');
  CancelConsent.parse(await (await cancel(offer.jobId)).json());
  const { jobId } = offer;
  await applyEvent(market.ctx, { jobId, event: { event: 'order_orphaned' } });
  await applyEvent(market.ctx, { jobId, event: { event: 'order_confirmed' } });
  const job = await findJob(market.ctx, jobId);
  if (job === undefined) throw new Error('the job is gone');
  if (job.status.state === 'funded') await admitJob(market.ctx, job);
  await reaches(market, jobId, 'settling');
  end();
  await reaches(market, first.jobId, 'released');
});

test('a job whose receipt was signed is not cancelled where a reorganisation takes its order away and brings it back', async () => {
  const offer = await order();
  const { jobId } = offer;
  await reaches(market, jobId, 'released');
  const { sql } = market.ctx.database;
  // As the follower finds it between the order, which is mined again, and the settlement, which is not yet.
  await sql`update compute_provider.jobs set state = 'funded', outcome = null where job_id = ${jobId}`;
  await expect(
    consentToCancel(market.ctx, { jobId, reader: market.wallets.buyer.address }),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect(await isCancelled(market.ctx, jobId)).toBe(false);
  await reaches(market, jobId, 'released');
});

test('a container is stopped when the chain says that its job was cancelled', async () => {
  const { offer } = await busy();
  const operator = privateKeyToAccount(market.wallets.operator.privateKey);
  const deployment = { chainId: 31337, jobs: Address.parse(market.book.contracts.jobs) };
  await sendCancel(offer, {
    jobId: offer.jobId,
    signature: await signCancel(operator, offer.jobId, deployment),
  });
  await reaches(market, offer.jobId, 'cancelled');
  await waitFor('the container to go', async () => (await market.engine.list()).length === 0);
});
