import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { waitFor } from '@atoll/tests/support/wait';
import { createWalletClient, encodeFunctionData, type Hex, http } from 'viem';
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

/** A connection whose keys are in a wallet elsewhere, where a person may do with a transaction that waits as they like. */
async function throughWallet(): Promise<Chain> {
  const chain = await local.connect();
  const { address } = walletOf(chain).account;
  await local.market.control.impersonateAccount({ address });
  const elsewhere = createWalletClient({
    account: parseAccount(address),
    chain: chain.publicClient.chain,
    transport: http(local.rpcUrl),
  });
  return withWallet(chain, elsewhere);
}

const approval = (amount: bigint) =>
  ({
    abi: testDollarAbi,
    functionName: 'approve',
    args: [local.market.book.contracts.jobs, amount],
  }) as const;

/** Sends an approval of 7, and puts another transaction in its place before anything is mined. */
async function replacedBy(chain: Chain, other: { to: Hex; data?: Hex }) {
  return local.withoutMining(async () => {
    const { control } = local.market;
    const wallet = walletOf(chain);
    const sender = wallet.account.address;
    const sent = simulateThenSend(chain, { address: local.market.token, ...approval(7n) });
    const pending = () => chain.publicClient.getTransactionCount({ address: sender, blockTag: 'pending' });
    await waitFor('the transaction to wait', async () => (await pending()) === 1);
    await wallet.sendTransaction({
      ...{ account: wallet.account, chain: wallet.chain, nonce: 0, gas: 200_000n, ...other },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 11n },
    });
    // what waits is looked for before it is replaced, or nothing is known of what it was
    const settled = sent.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await control.mine({ blocks: 1 });
    return settled;
  });
}

test('a transaction that was sped up in the wallet is the same one', async () => {
  const chain = await throughWallet();
  const outcome = await replacedBy(chain, {
    to: local.market.token,
    data: encodeFunctionData(approval(7n)),
  });
  expect(outcome).toMatchObject({ value: { gasUsed: expect.any(BigInt) } });
});

test('one that was cancelled there, or gave way to another, is not taken for done', async () => {
  const cancelling = await throughWallet();
  const cancelled = await replacedBy(cancelling, { to: walletOf(cancelling).account.address });
  expect(cancelled).toMatchObject({ error: { code: 'transaction_reverted', retryable: true } });
  const changed = await replacedBy(await throughWallet(), {
    to: local.market.token,
    data: encodeFunctionData(approval(8n)),
  });
  expect(String('error' in changed ? changed.error : '')).toContain('was replaced in the wallet');
});
