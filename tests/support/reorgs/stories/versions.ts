import { randomDigest } from '@atoll/indexer/testing/actor';
import { legOf } from '@atoll/indexer/testing/leg-of';
import { zeroHash } from 'viem';
import { type Cast, day, orderRun, pass, type Story } from './cast.ts';

/** A dataset and an algorithm as they stand, the one approved for some runs on the other. */
async function approveLatest({ market }: Cast, dataset: bigint, algorithm: bigint) {
  const [{ leg: data }, { leg: code }] = [await legOf(market, dataset), await legOf(market, algorithm)];
  await market.approve('dataOwner', dataset, code, (await market.now()) + 30 * day, 3);
  return { dataset: data, algorithm: code };
}

/** New versions of assets while an order pins the former ones, and the approvals of each, taken back in the end. */
export const versions: Story = async function* versions(cast) {
  const { market, random } = cast;
  const dataset = await market.publish('dataOwner', { price: BigInt(random(900)) });
  const algorithm = await market.publish('algorithmAuthor', { kind: 'algorithm', price: 90n });
  yield;
  const former = await approveLatest(cast, dataset, algorithm);
  const pinned = await orderRun(cast, former);
  await market.update('algorithmAuthor', algorithm, 1, randomDigest(), zeroHash);
  await market.update('dataOwner', dataset, 1, randomDigest(), randomDigest());
  await pass(cast, 60);
  await market.settle(pinned, random(2) === 0 ? 'released' : 'provider_failed', 0);
  yield;
  const latest = await approveLatest(cast, dataset, algorithm);
  await market.revoke('dataOwner', dataset, former.algorithm);
  const order = await orderRun(cast, latest);
  yield;
  await market.revoke('dataOwner', dataset, latest.algorithm);
  await market.cancel(order);
  await market.setTerms('dataOwner', dataset, { price: 700n, derivativeRoyalty: random(5_001) });
  yield;
  await market.setPublic('dataOwner', dataset, true);
  const author = market.wallets.algorithmAuthor.address;
  await market.approvePublisher('dataOwner', dataset, author, (await market.now()) + 30 * day, 2);
  await orderRun(cast, { ...latest, dataset: (await legOf(market, dataset)).leg });
  await market.revokePublisher('dataOwner', dataset, author);
};
