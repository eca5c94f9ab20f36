import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { readBalance } from '@atoll/chain/read-balance';
import * as local from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import { startAnvil } from '@atoll/tests/support/anvil';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { MarketContext } from '../src/context.ts';

/** A deployed Atoll on a chain of its own, with participants to be made in it. */
export async function openFreshMarket() {
  const node = await startAnvil();
  const directory = await mkdtemp(join(tmpdir(), 'atoll-sdk-'));
  const [deployer] = node.accounts;
  if (deployer === undefined) throw new Error('the chain has no account');
  const market = await local.openMarket({
    ...{ rpcUrl: node.rpcUrl, deployerKey: deployer.privateKey },
    outFile: join(directory, '31337.json'),
  });
  const token = Address.parse(market.token);

  /** Somebody with native coin and 1,000 dollars. */
  async function participant(privateKey = generatePrivateKey()) {
    const account = privateKeyToAccount(privateKey);
    await market.control.setBalance({ address: account.address, value: 10n ** 20n });
    await local.fund(market, account, account.address, local.dollars(1_000));
    const chain = await connectChain({
      ...{ rpcUrl: node.rpcUrl, addressBook: market.book, privateKey },
      pollingInterval: 20,
    });
    const ctx: MarketContext = { chain, marketplaceUrl: 'http://127.0.0.1:1', account };
    return { account, address: Address.parse(account.address), ctx };
  }
  const credit = (who: { address: Address; ctx: MarketContext }) =>
    readBalance(who.ctx.chain, { token, account: who.address });
  const now = async () => Number((await market.chain.getBlock()).timestamp);
  /** Lets the chain's time pass. */
  async function pass(seconds: number) {
    await market.control.increaseTime({ seconds });
    await market.control.mine({ blocks: 1 });
  }
  async function close() {
    await node.stop();
    await rm(directory, { recursive: true });
  }
  const { rpcUrl } = node;
  return { market, rpcUrl, deployerKey: deployer.privateKey, token, participant, credit, now, pass, close };
}
export type FreshMarket = Awaited<ReturnType<typeof openFreshMarket>>;
export type Participant = Awaited<ReturnType<FreshMarket['participant']>>;
