import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMarket } from '@atoll/contracts/testing/market';
import { startAnvil } from '@atoll/tests/support/anvil';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import type { Chain } from '../src/chain.ts';
import { connectChain } from '../src/connect.ts';

/** A chain of the test's own with Atoll deployed on it. */
export async function localMarket() {
  const node = await startAnvil();
  const directory = await mkdtemp(join(tmpdir(), 'atoll-chain-'));
  const deployer = node.accounts[0];
  if (deployer === undefined) throw new Error('the local chain has no account');
  const market = await openMarket({
    rpcUrl: node.rpcUrl,
    deployerKey: deployer.privateKey,
    outFile: join(directory, '31337.json'),
  });
  return {
    rpcUrl: node.rpcUrl,
    market,
    /** A connection; with an account of its own that has native coin. */
    async connect({ confirmations = 0, privateKey = generatePrivateKey() } = {}): Promise<Chain> {
      await market.control.setBalance({ address: privateKeyToAddress(privateKey), value: 10n ** 20n });
      return connectChain({
        rpcUrl: node.rpcUrl,
        addressBook: market.book,
        privateKey,
        confirmations,
        pollingInterval: 20,
      });
    },
    /** Mines on demand only, while `work` runs. */
    async withoutMining<T>(work: () => Promise<T>): Promise<T> {
      await market.control.setAutomine(false);
      try {
        return await work();
      } finally {
        await market.control.setAutomine(true);
      }
    },
    /** Replaces the newest blocks by as many empty ones. */
    async dropBlocks(depth: number): Promise<void> {
      await node.rpc('anvil_reorg', [depth, []]);
    },
    async stop() {
      await node.stop();
      await rm(directory, { recursive: true });
    },
  };
}
export type LocalMarket = Awaited<ReturnType<typeof localMarket>>;
