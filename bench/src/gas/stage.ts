import {
  type Leg,
  type Market,
  type MarketProvider,
  assets,
  dollars,
  fund,
  openProvider,
  publish,
} from '@atoll/contracts/testing/market';
import type { PrivateKeyAccount } from 'viem';

/** Who plays a measured run, and what is run on what. */
export type Stage = {
  provider: MarketProvider;
  buyer: PrivateKeyAccount;
  relayer: PrivateKeyAccount;
  owner: PrivateKeyAccount;
  datasets: readonly [Leg, ...Leg[]];
  algorithm: Leg;
  publish: { first: number; further: number };
};

/** A provider, one owner's two datasets and an algorithm that is approved for both; the buyer holds dollars and has allowed nothing. */
export async function openStage(market: Market): Promise<Stage> {
  const provider = await openProvider(market);
  const [owner, author, buyer, relayer] = await Promise.all([
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
  ]);
  const algorithm = await publish(market, author, {
    kind: 'algorithm',
    price: dollars(5),
    provider: provider.account.address,
    nonce: 0n,
  });
  const first = await publishApproved(market, { owner, provider, algorithm: algorithm.leg, nonce: 0n });
  const further = await publishApproved(market, { owner, provider, algorithm: algorithm.leg, nonce: 1n });
  // dollars only: the allowance of this call goes to an account that takes nothing
  await fund(market, buyer, relayer.address, dollars(1_000_000));
  return {
    provider,
    buyer,
    relayer,
    owner,
    datasets: [first.leg, further.leg],
    algorithm: algorithm.leg,
    publish: { first: first.gas, further: further.gas },
  };
}

/** A dataset at ten dollars for which the algorithm is approved. */
export async function publishApproved(
  market: Market,
  input: { owner: PrivateKeyAccount; provider: MarketProvider; algorithm: Leg; nonce: bigint },
): Promise<{ leg: Leg; gas: number }> {
  const { leg, receipt } = await publish(market, input.owner, {
    kind: 'dataset',
    price: dollars(10),
    provider: input.provider.account.address,
    nonce: input.nonce,
  });
  const { assetId, metadataDigest } = input.algorithm;
  const approval = [leg.assetId, assetId, metadataDigest, 2 ** 40 - 1, 10_000] as const;
  await assets(market, input.owner, 'approveAlgorithm', approval);
  return { leg, gas: Number(receipt.gasUsed) };
}

/** The stage with an owner, an author, a payout account and a treasury that were never paid. */
export async function withFreshPayees(market: Market, stage: Stage): Promise<Stage> {
  const [owner, author] = await Promise.all([market.newAccount(), market.newAccount()]);
  const provider = await openProvider(market);
  const { leg: algorithm } = await publish(market, author, {
    kind: 'algorithm',
    price: dollars(5),
    provider: provider.account.address,
    nonce: 0n,
  });
  const { leg } = await publishApproved(market, { owner, provider, algorithm, nonce: 0n });
  return { ...stage, owner, provider, datasets: [leg], algorithm };
}
