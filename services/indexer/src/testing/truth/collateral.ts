import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { getContract } from 'viem';
import type { Market } from '../market.ts';
import type { Tables } from '../memory-store.ts';
import { type Twice, twice } from './facts.ts';

/** What providers staked and where it stands. */
export async function collateralFacts(market: Market, tables: Tables): Promise<Twice> {
  const { read } = getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.providerRegistry,
    abi: providerRegistryAbi,
  });
  return twice(
    await tables.state('collateral'),
    ({ bonded, unbonding, frozen }) => ({ bonded, unbonding, frozen }),
    async ({ provider, token }) => {
      const [[bonded, , unbonding], frozen] = await Promise.all([
        read.collateralOf([provider, token]),
        read.frozenOf([provider, token]),
      ]);
      return { bonded, unbonding, frozen };
    },
  );
}
