import { legOf } from '@atoll/indexer/testing/leg-of';
import { randomOutput, rootOf } from '@atoll/indexer/testing/lineage-actions';
import { day, orderRun, pass, type Story } from './cast.ts';

/** Assets that are made of what a run gave, of which the next run makes others: each pays its parents. */
export const lineage: Story = async function* lineage(cast) {
  const { market, random } = cast;
  let { pair } = cast;
  for (let generation = 0; generation < 3; generation += 1) {
    const order = await orderRun(cast, pair);
    const output = randomOutput();
    await pass(cast, 60);
    await market.settle(order, 'released', 1 + random(50), rootOf(output));
    yield;
    const kind = random(2) === 0 ? 'algorithm' : 'dataset';
    const made = await market.publishDerived(market.jobIdOf(order), output, {
      kind,
      derivativeRoyalty: 500 + random(1_500),
    });
    if (made === undefined) return;
    const { leg } = await legOf(market, made);
    pair = { ...pair, [kind]: leg };
    // Who buys a run owns what is derived from it.
    const owner = pair.dataset === cast.pair.dataset ? 'dataOwner' : 'buyer';
    const expiry = (await market.now()) + 300 * day;
    await market.approve(owner, pair.dataset.assetId, pair.algorithm, expiry);
    yield;
  }
};
