import { jobIdOf } from '@atoll/chain/job-id';
import { maximumOf } from '@atoll/chain/maximum-of';
import { readJobState } from '@atoll/chain/read-job-state';
import { signReport } from '@atoll/chain/sign';
import * as local from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expireJob } from '../src/expire-job.ts';
import { finalizeWithheld } from '../src/finalize-withheld.ts';
import { sendSignedOrder } from '../src/send-signed-order.ts';
import { signQuotedOrder } from '../src/sign-order.ts';
import { type FreshMarket, openFreshMarket } from './fresh-market.ts';

let fresh: FreshMarket;
let provider: local.MarketProvider;
beforeAll(async () => {
  fresh = await openFreshMarket();
  provider = await local.openProvider(fresh.market);
}, 60_000);
afterAll(() => fresh.close());

/** An order of 52.275 dollars at most and a fee for sending it, with the provider's quote for it. */
async function quoted(relayFee = 0n) {
  const { market } = fresh;
  const [owner, buyer] = [await fresh.participant(), await fresh.participant()];
  const hosted = { provider: provider.account.address, nonce: 1n };
  const [{ leg: dataset }, { leg: algorithm }] = [
    await local.publish(market, owner.account, { kind: 'dataset', price: local.dollars(10), ...hosted }),
    await local.publish(market, owner.account, { kind: 'algorithm', price: local.dollars(5), ...hosted }),
  ];
  const approval = [dataset.assetId, algorithm.assetId, algorithm.metadataDigest, 2 ** 39, 1] as const;
  await local.assets(market, owner.account, 'approveAlgorithm', [...approval]);
  const legOf = (leg: local.Leg) => ({ ...leg, payee: Address.parse(leg.payee) });
  const draft = await local.draftOrder(market, {
    ...{ buyer: buyer.address, provider, relayFee },
    ...{ datasets: [dataset], algorithm },
  });
  const order: Order = {
    ...draft,
    ...{ buyer: buyer.address, provider: Address.parse(draft.provider) },
    ...{ payout: Address.parse(draft.payout), token: Address.parse(draft.token) },
    ...{ datasets: [legOf(dataset)], algorithm: legOf(algorithm) },
  };
  const deployment = { chainId: market.book.chainId, jobs: market.book.contracts.jobs };
  const jobId = jobIdOf(order, deployment);
  return {
    order,
    owner,
    buyer,
    jobId,
    deployment,
    quote: await local.signQuote(market, provider.operator, order),
  };
}

/** Such an order whose run of 20 seconds was reported and is held for review. */
async function reported() {
  const { market } = fresh;
  const { order, owner, buyer, jobId, deployment, quote } = await quoted();
  await local.fund(market, buyer.account, market.book.contracts.jobs, maximumOf(order));
  await local.jobs(market, buyer.account, 'order', [order, quote]);
  await fresh.pass(60);
  const signature = await signReport(provider.operator, { jobId, computeSeconds: 20 }, deployment);
  await local.jobs(market, owner.account, 'reportRun', [order, 20, signature]);
  return { order, buyer };
}

const passUntil = async (time: number) => fresh.pass(time - (await fresh.now()));

test('where the owner stays silent past the review, anybody ends it and the price of the data comes back', async () => {
  const { order, buyer } = await reported();
  const stranger = await fresh.participant();
  await expect(finalizeWithheld(stranger.ctx, order)).rejects.toMatchObject({ code: 'conflict' });
  await passUntil(order.reviewBy + 1);
  await finalizeWithheld(stranger.ctx, order);
  // 5 for the algorithm, 20 seconds at 0.01, and 2.5 % of both
  expect(await fresh.credit(buyer)).toBe(maximumOf(order) - local.dollars(5.33));
  await expect(finalizeWithheld(stranger.ctx, order)).rejects.toMatchObject({ code: 'conflict' });
});

test('where nothing was settled in time either, everything comes back with a part of the collateral', async () => {
  const { order, buyer } = await reported();
  await passUntil(order.reviewBy + 1);
  await expect(expireJob(buyer.ctx, order)).rejects.toMatchObject({ code: 'conflict' });
  await passUntil(order.settleBy + 1);
  await expect(finalizeWithheld(buyer.ctx, order)).rejects.toMatchObject({ code: 'conflict' });
  await expireJob(buyer.ctx, order);
  expect(await fresh.credit(buyer)).toBeGreaterThan(maximumOf(order));
});

test('whoever sends what a buyer signed orders for the buyer, who needs no native coin, and is paid the fee', async () => {
  const { order, buyer, jobId, quote } = await quoted(local.dollars(1));
  const friend = await fresh.participant();
  const { chain } = friend.ctx;
  const checked = { jobId, order, maximum: maximumOf(order), ...quote };
  const signed = await signQuotedOrder(buyer.ctx, checked);
  const dearer = { ...checked, order: { ...order, relayFee: local.dollars(2) } };
  await expect(sendSignedOrder(friend.ctx, dearer, signed)).rejects.toMatchObject({
    code: 'invalid_signature',
  });
  await sendSignedOrder(friend.ctx, checked, signed);
  expect((await readJobState(chain, jobId)).state).toBe('open');
  expect(await fresh.credit(friend)).toBe(local.dollars(1));
  await expect(sendSignedOrder(friend.ctx, checked, signed)).rejects.toMatchObject({ code: 'conflict' });
});
