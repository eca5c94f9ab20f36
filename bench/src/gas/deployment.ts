import type { Market } from '@atoll/contracts/testing/market';

export type Deployment = { gas: number; contracts: number };

/** What every transaction since the chain began has cost the deployer, the test dollar's own contract apart. */
export async function deploymentOf(market: Market): Promise<Deployment> {
  const last = await market.chain.getBlockNumber();
  let gas = 0;
  let contracts = 0;
  for (let number = 1n; number <= last; number += 1n) {
    const { transactions } = await market.chain.getBlock({ blockNumber: number });
    for (const hash of transactions) {
      const { contractAddress, gasUsed } = await market.chain.getTransactionReceipt({ hash });
      if (contractAddress?.toLowerCase() === market.token.toLowerCase()) continue;
      gas += Number(gasUsed);
      if (contractAddress !== null && contractAddress !== undefined) contracts += 1;
    }
  }
  return { gas, contracts };
}
