import { blockTime } from '@atoll/chain/read-block-time';
import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { readCollateral } from '@atoll/chain/read-collateral';
import { simulateThenSend } from '@atoll/chain/write';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { deposit } from '@atoll/sdk/deposit';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { epochSeconds, recomputeEpoch } from '@atoll/sdk/recompute-epoch';
import { encodeFunctionData, toHex } from 'viem';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows } from './support/enter.ts';
import { passTime } from './support/pass-time.ts';
import { test } from './support/world.ts';

/** Lets the deployer propose epochs, as governance would decide it. */
async function appointPublisher(stack: Stack): Promise<void> {
  const { chain } = await contextOf(stack, stack.wallets.deployer);
  const { rewards } = chain.addresses;
  const owner = await chain.publicClient.readContract({
    address: rewards,
    abi: rewardsAbi,
    functionName: 'owner',
  });
  await stack.anvil.rpc('anvil_setBalance', [owner, toHex(10n ** 18n)]);
  await stack.anvil.rpc('anvil_impersonateAccount', [owner]);
  const args = [stack.wallets.deployer.address] as const;
  const data = encodeFunctionData({ abi: rewardsAbi, functionName: 'setPublisher', args });
  await stack.anvil.rpc('eth_sendTransaction', [{ from: owner, to: rewards, data }]);
  await stack.anvil.rpc('anvil_stopImpersonatingAccount', [owner]);
}

/** Proposes the epoch in which a job ended, once it is over. */
async function proposeEpoch(stack: Stack, jobId: string) {
  const deployer = await contextOf(stack, stack.wallets.deployer);
  const { chain } = deployer;
  const { rewards } = chain.addresses;
  const token = stack.token.address;
  const { endedAt = 0 } = await openIndexer({ url: stack.services.indexer.url }).jobs.get([jobId]);
  const epoch = BigInt(Math.floor(endedAt / epochSeconds));
  const over = (Number(epoch) + 1) * epochSeconds;
  await passTime(stack, Math.max(0, over - (await blockTime(chain))) + 60);
  const fund = 1_000_000_000n;
  await appointPublisher(stack);
  const mint = { address: token, abi: testDollarAbi, functionName: 'mint' };
  await simulateThenSend(chain, { ...mint, args: [stack.wallets.deployer.address, fund] });
  await deposit(deployer, { token, amount: fund, to: rewards });
  const { tree, entries } = await recomputeEpoch(chain, { epoch, token, fund });
  if (tree === undefined) throw new Error('nobody earned anything in the epoch');
  await simulateThenSend(chain, {
    ...{ address: rewards, abi: rewardsAbi, functionName: 'propose' },
    args: [epoch, token, tree.root, tree.total, tree.root],
  });
  return { epoch, entries };
}

test('the reward of a week is recomputed in the browser, waited for and claimed', async ({
  world,
  market,
}) => {
  const { stack } = world;
  const { dataOwner } = stack.wallets;
  const { context, page, wallet, complaints } = await enter(world, { as: dataOwner, path: '/rewards' });
  await shows(page, 'No epoch of rewards was proposed yet.');
  await expectAccessible(page);
  const { epoch, entries } = await proposeEpoch(stack, market.jobId);
  const mine = entries.find(({ account }) => account.toLowerCase() === dataOwner.address.toLowerCase());
  expect(mine?.amount).toBeGreaterThan(0n);
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole('table').first().waitFor();
        return page.getByText(`Epoch ${epoch}`).count();
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  await shows(page, 'The root on chain is the one that this browser recomputed.');
  await shows(page, /It can be claimed from/);
  await expectAccessible(page);
  await passTime(stack, 2 * 86_400 + 60);
  await page.reload();
  const { chain } = await contextOf(stack, dataOwner);
  const credit = () => readBalance(chain, { token: stack.token.address, account: dataOwner.address });
  const before = await credit();
  wallet.rejectNext();
  await press(page, 'Claim');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Claim');
  await shows(page, 'You have claimed it.');
  expect((await credit()) - before).toBe(mine?.amount);
  await page.reload();
  await shows(page, 'You have claimed it.');
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 240_000);

test('a provider puts in more stake at its desk and takes it out again', async ({ world }) => {
  const { stack } = world;
  const { provider } = stack.wallets;
  const token = stack.token.address;
  const { chain } = await contextOf(stack, provider);
  const extra = 250_000_000n;
  const mint = { address: token, abi: testDollarAbi, functionName: 'mint' };
  await simulateThenSend(chain, { ...mint, args: [provider.address, extra] });
  const stake = () => readCollateral(chain, { provider: provider.address, token });
  const purse = () => readTokenBalance(chain, { token, account: provider.address });
  const [before, owned] = [await stake(), await purse()];
  const { context, page, wallet, complaints } = await enter(world, {
    as: provider,
    path: '/desk/environments',
    service: 'compute-provider',
  });
  await page.getByLabel('Amount, in tUSD').fill('250.0000001');
  await shows(page, /At most 6 digits after the point/);
  await page.getByLabel('Amount, in tUSD').fill('250');
  wallet.rejectNext();
  await press(page, 'Deposit');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Deposit');
  await shows(page, 'Done.');
  expect((await stake()).bonded).toBe(before.bonded + extra);
  await expectAccessible(page);
  await page.reload();
  await page.getByLabel('Amount, in tUSD').fill('250');
  await press(page, 'Begin to take out');
  await shows(page, 'Done.');
  expect(await stake()).toMatchObject({ bonded: before.bonded, unbonding: before.unbonding + extra });
  await press(page, 'Take out what is due');
  await page.getByRole('alert').first().waitFor();
  await expectAccessible(page);
  await passTime(stack, 8 * 86_400);
  await page.reload();
  await press(page, 'Take out what is due');
  await expect.poll(purse, { timeout: 30_000 }).toBe(owned);
  await expect.poll(() => page.getByRole('button', { name: 'Take out what is due' }).count()).toBe(0);
  await shows(page, 'Done.');
  await expectAccessible(page);
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await context.close();
}, 180_000);
