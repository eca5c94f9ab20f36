import { legOf } from '@atoll/indexer/testing/leg-of';
import { day, hour, orderRun, pass, type Story } from './cast.ts';

/** A run that waits for its owner's review, and one of all the ends that this can have. */
export const reviews: Story = async function* reviews(cast) {
  const { market, pair, random } = cast;
  const order = await orderRun(cast, pair);
  await pass(cast, 60);
  await market.report(order, 1 + random(50));
  yield;
  const what = random(6);
  if (what === 0) return void (await market.settle(order, 'withheld', 1 + random(50)));
  if (what === 1) return void (await market.settle(order, 'provider_failed', 0));
  if (what === 2) return void (await market.settle(order, 'released', 1 + random(50)));
  if (what === 3) return void (await market.cancel(order));
  await pass(cast, (what === 4 ? 2 : 3) * hour);
  await (what === 4 ? market.finalizeWithheld(order) : market.expire(order));
};

/** Runs over two datasets, ordered by signature for a fee and settled together. */
export const bundles: Story = async function* bundles(cast) {
  const { market, pair, random } = cast;
  const other = await market.publish('dataOwner', { price: BigInt(random(900)) });
  await market.approve('dataOwner', other, pair.algorithm, (await market.now()) + 30 * day, 5);
  const { leg } = await legOf(market, other);
  yield;
  const datasets = [pair.dataset, leg].map((each) => ({ series: 0, ...each }));
  datasets.sort((a, b) => (a.assetId < b.assetId ? -1 : 1));
  const orders = [];
  for (let count = 0; count < 2; count += 1) {
    const order = { ...(await market.draft(pair.dataset, pair.algorithm)), datasets, relayFee: 3n };
    await market.orderBySignature('stranger', order);
    orders.push(order);
  }
  await pass(cast, 60);
  await market.settleMany(
    orders.map((order) => ({
      order,
      outcome: random(2) === 0 ? 'released' : 'algorithm_failed',
      seconds: 9,
    })),
  );
};
