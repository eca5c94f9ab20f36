import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { createPublicClient, createWalletClient, encodeFunctionData, type Hex, http } from 'viem';
import { parseAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMarket, localMarket } from '../test/local-market.ts';
import { type Chain, walletOf, withWallet } from './chain.ts';
import { simulateThenSend } from './write.ts';

let local: LocalMarket;
beforeAll(async () => {
  local = await localMarket();
}, 60_000);
afterAll(() => local.stop());

/**
 * A connection whose keys are in a wallet elsewhere, where a person may do with a transaction that waits as they like. `looked` resolves when
 * it was told of one that waits: of what was replaced before that, nobody could say what it was.
 */
async function throughWallet(): Promise<{ chain: Chain; looked: Promise<void> }> {
  const chain = await local.connect();
  const { address } = walletOf(chain).account;
  await local.market.control.impersonateAccount({ address });
  const looked = Promise.withResolvers<void>();
  const publicClient = createPublicClient({
    chain: chain.publicClient.chain,
    pollingInterval: 20,
    cacheTime: 0,
    transport: http(local.rpcUrl, {
      onFetchResponse: async (response) => {
        if ((await response.clone().text()).includes('"blockHash":null')) looked.resolve();
      },
    }),
  });
  const elsewhere = createWalletClient({
    account: parseAccount(address),
    chain: publicClient.chain,
    transport: http(local.rpcUrl),
  });
  return { chain: withWallet({ ...chain, publicClient }, elsewhere), looked: looked.promise };
}

const approval = (amount: bigint) =>
  ({
    abi: testDollarAbi,
    functionName: 'approve',
    args: [local.market.book.contracts.jobs, amount],
  }) as const;

/** Sends an approval of 7, and puts another transaction in its place before anything is mined. */
async function replacedBy(
  { chain, looked }: Awaited<ReturnType<typeof throughWallet>>,
  other: { to: Hex; data?: Hex },
) {
  return local.withoutMining(async () => {
    const wallet = walletOf(chain);
    const outcome = simulateThenSend(chain, { address: local.market.token, ...approval(7n) }).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await looked;
    await wallet.sendTransaction({
      ...{ account: wallet.account, chain: wallet.chain, nonce: 0, gas: 200_000n, ...other },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 11n },
    });
    await local.market.control.mine({ blocks: 1 });
    return outcome;
  });
}

test('a transaction that was sped up in the wallet is the same one', async () => {
  const outcome = await replacedBy(await throughWallet(), {
    to: local.market.token,
    data: encodeFunctionData(approval(7n)),
  });
  expect(outcome).toMatchObject({ value: { gasUsed: expect.any(BigInt) } });
});

test('one that was cancelled there, or gave way to another, is not taken for done', async () => {
  const cancelling = await throughWallet();
  const cancelled = await replacedBy(cancelling, { to: walletOf(cancelling.chain).account.address });
  expect(cancelled).toMatchObject({ error: { code: 'transaction_reverted', retryable: true } });
  const changed = await replacedBy(await throughWallet(), {
    to: local.market.token,
    data: encodeFunctionData(approval(8n)),
  });
  expect(String('error' in changed ? changed.error : '')).toContain('was replaced in the wallet');
});
