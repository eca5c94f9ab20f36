import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { randomDigest } from '@atoll/indexer/testing/actor';
import { governanceActions } from '@atoll/indexer/testing/governance-actions';
import type { Market } from '@atoll/indexer/testing/market';
import { senderOf } from '@atoll/indexer/testing/sender';
import { encodeFunctionData } from 'viem';
import { day, type Pair } from './cast.ts';

/** Publishes a dataset and an algorithm that may run on it for ten years; both ask a part of what is derived from them. */
async function openPair(market: Market): Promise<Pair> {
  const { dataOwner, algorithmAuthor } = market.wallets;
  const dataset = { metadataDigest: randomDigest(), price: 5_000n, payee: dataOwner.address };
  const algorithm = { metadataDigest: randomDigest(), price: 700n, payee: algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', { ...dataset, derivativeRoyalty: 1_000 });
  const code = { ...algorithm, kind: 'algorithm', derivativeRoyalty: 300 } as const;
  const version = { ...algorithm, assetId: await market.publish('algorithmAuthor', code) };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + 3_650 * day);
  return { dataset: { ...dataset, assetId: datasetId }, algorithm: version };
}

/** Brings about what stories need: votes, an arbiter, and what is ordered in them. */
export async function prepareStories(market: Market): Promise<Pair> {
  const { deployer, provider, stranger } = market.wallets;
  const actions = governanceActions(market);
  const percent = 10n ** 25n;
  await actions.give('deployer', provider.address, 3n * percent);
  await actions.give('deployer', stranger.address, 5n * percent);
  await actions.delegate('deployer', deployer.address);
  await actions.delegate('stranger', stranger.address);
  const { asTimelock, wait } = senderOf(market);
  const terms = { arbiter: stranger.address, bondRate: 700, rulingTerm: 5 * day, buyerShare: 3_000 };
  const data = encodeFunctionData({ abi: disputesAbi, functionName: 'setTerms', args: [terms] });
  await asTimelock(market.book.contracts.disputes, data);
  // Votes count from the second after the one in which they were delegated.
  await wait(10);
  return openPair(market);
}
