import * as local from '@atoll/contracts/testing/market';
import { readReleasedJobs } from '@atoll/chain/read-released-jobs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { epochSeconds, recomputeEpoch } from '../src/recompute-epoch.ts';
import { rewardTree } from '../src/reward-tree.ts';
import { type FreshMarket, openFreshMarket } from './fresh-market.ts';

let fresh: FreshMarket;
beforeAll(async () => {
  fresh = await openFreshMarket();
}, 60_000);
afterAll(() => fresh.close());

/** A dataset for 10 and an algorithm for 5 of one owner, ordered and ended by `outcome` after 20 metered seconds. */
async function run(outcome: number) {
  const { market } = fresh;
  const provider = await local.openProvider(market);
  const [owner, buyer] = [await fresh.participant(), await fresh.participant()];
  const hosted = { provider: provider.account.address, nonce: 0n };
  const data = { kind: 'dataset', price: local.dollars(10), ...hosted } as const;
  const code = { kind: 'algorithm', price: local.dollars(5), ...hosted } as const;
  const dataset = await local.publish(market, owner.account, data);
  const algorithm = await local.publish(market, owner.account, code);
  const { assetId, metadataDigest } = algorithm.leg;
  const approval = [dataset.leg.assetId, assetId, metadataDigest, 2 ** 39, 9] as const;
  await local.assets(market, owner.account, 'approveAlgorithm', approval);
  await local.fund(market, buyer.account, market.book.contracts.jobs, local.dollars(100));
  const order = await local.draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset.leg],
    algorithm: algorithm.leg,
  });
  await local.jobs(market, buyer.account, 'order', [
    order,
    await local.signQuote(market, provider.operator, order),
  ]);
  await market.control.increaseTime({ seconds: 60 });
  const settlement = { outcome, computeSeconds: 20 };
  const { receipt, signature } = await local.signReceipt(market, provider.operator, order, settlement);
  await local.jobs(market, provider.operator, 'settle', [order, receipt, signature]);
  return { owner, buyer, order };
}

test('an epoch is recomputed from events: released runs count in their week, others do not', async () => {
  const { owner, buyer, order } = await run(local.outcome.released);
  await run(local.outcome.algorithmFailed);
  const { chain } = buyer.ctx;
  const { token } = fresh;
  const epoch = BigInt(Math.floor((await fresh.now()) / epochSeconds));
  const jobs = await readReleasedJobs(chain, { token, from: 0, until: 2 ** 40 });
  const compute = order.pricePerSecond * 20n;
  const fee = ((local.dollars(15) + compute) * 250n) / 10_000n;
  expect(jobs).toMatchObject([
    {
      ...{ buyer: buyer.address, fee, compute, disputed: false },
      contributions: [
        { account: owner.address, amount: local.dollars(10) },
        { account: owner.address, amount: local.dollars(5) },
      ],
    },
  ]);
  const terms = { token, fund: local.dollars(100), cap: 10_000n };
  const share = (amount: bigint) => (fee * amount) / (local.dollars(15) + compute);
  const amount = (share(local.dollars(10)) + share(local.dollars(5))) / 2n;
  const entries = [{ epoch, account: owner.address, amount }];
  const recomputed = await recomputeEpoch(chain, { epoch, ...terms });
  expect(recomputed.entries).toEqual(entries);
  expect(recomputed.tree?.root).toBe(rewardTree(entries).root);
  expect(await recomputeEpoch(chain, { epoch: epoch + 1n, ...terms })).toEqual({
    entries: [],
    tree: undefined,
  });
});
