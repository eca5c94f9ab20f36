import { legOf } from '@atoll/indexer/testing/leg-of';
import { passIdOf } from '@atoll/indexer/project/passes';
import { type Cast, day, orderRun, pass, type Story } from './cast.ts';

/** Runs the pair's algorithm, paid by a pass. */
async function runByPass(cast: Cast, dataset: bigint, price: bigint): Promise<void> {
  const { market, pair, random } = cast;
  const { leg } = await legOf(market, dataset);
  await market.approve('dataOwner', dataset, pair.algorithm, (await market.now()) + 30 * day);
  const order = await orderRun(cast, { ...pair, dataset: { ...leg, price, series: 1 } });
  await pass(cast, 60);
  await market.settle(order, random(2) === 0 ? 'released' : 'provider_failed', 5);
}

/** Passes that are sold and given, used, passed on, and refunded once their dataset is paused or retired. */
export const passes: Story = async function* passes(cast) {
  const { market } = cast;
  const price = 40n;
  const dataset = await market.publish('dataOwner', { price: 70n });
  const terms = { expiresAt: (await market.now()) + 600 * day, supply: 9, transferable: true };
  await market.openSeries('dataOwner', dataset, { ...terms, price });
  await market.openSeries('dataOwner', dataset, { ...terms, price: 0n });
  yield;
  await market.buyPasses('buyer', dataset, 1, 5);
  await market.givePasses('dataOwner', dataset, 2, 'buyer', 2);
  await runByPass(cast, dataset, price);
  yield;
  const [sold, given] = [passIdOf(dataset, 1), passIdOf(dataset, 2)];
  await market.passOn('buyer', 'stranger', sold, 2n);
  await market.passOnMany('buyer', 'stranger', [sold, given], [1n, 1n]);
  await market.closeSeries('dataOwner', dataset, 1);
  yield;
  await market.setState('dataOwner', dataset, 1);
  await market.refundPasses('buyer', dataset, 1, 'buyer', 1);
  yield;
  await market.setState('dataOwner', dataset, 2);
  await market.refundPasses('algorithmAuthor', dataset, 1, 'stranger', 2);
  await market.refundPasses('algorithmAuthor', dataset, 2, 'stranger', 1);
};
