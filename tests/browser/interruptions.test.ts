import { readBalance } from '@atoll/chain/read-balance';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { orderJob } from '@atoll/sdk/order';
import { createIdentity } from '@atoll/sdk/recipient';
import { formatUnits } from 'viem';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { quotePair } from '../support/flow/run.ts';
import { expectAccessible } from './support/axe.ts';
import { openProfile } from './support/browser.ts';
import { enter, press, shows } from './support/enter.ts';
import { passTime } from './support/pass-time.ts';
import { test } from './support/world.ts';

test('an order of a provider that is down is waited for, ended by its buyer, refunded in full, and shown so', async ({
  world,
  market,
}) => {
  const { stack, browser } = world;
  const provider = stack.services['compute-provider'];
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const identity = await createIdentity();
  const { quote } = await quotePair(stack, market, { identity, parameters: { seconds: 0 } });
  await provider.stop();
  try {
    const down = await openProfile(browser);
    const public_ = await down.context.newPage();
    await public_.goto(`${stack.services.marketplace.url}/provider/${stack.wallets.provider.address}`);
    await shows(public_, 'The provider does not answer now');
    await public_.getByText('it does not answer now', { exact: true }).waitFor();
    await shows(public_, 'Environments on chain');
    await expectAccessible(public_);
    await down.context.close();

    const { jobId } = await orderJob(buyer, quote);
    const credit = () =>
      readBalance(buyer.chain, { token: stack.token.address, account: stack.wallets.buyer.address });
    const before = await credit();
    const { context, page, wallet } = await enter(world, {
      as: stack.wallets.buyer,
      path: `/orders/${jobId}`,
    });
    await shows(page, 'paid into escrow, under way');
    await page.getByRole('button', { name: 'Cancel the order' }).waitFor();
    await press(page, 'Show live progress');
    await shows(page, /did not answer/);
    await expectAccessible(page);
    const { runBy } = await openIndexer({ url: stack.services.indexer.url }).jobs.get([jobId]);
    const now = Number((await buyer.chain.publicClient.getBlock()).timestamp);
    await passTime(stack, runBy - now + 60);
    // This machine's clock stays behind: what a contract would say decides what the page offers.
    await page.reload();
    await shows(page, 'The provider let its deadline pass.');
    await expectAccessible(page);
    wallet.rejectNext();
    await press(page, 'End it and get everything back');
    await shows(page, /You refused this in your wallet/);
    await press(page, 'End it and get everything back');
    await shows(page, 'the provider let its deadline pass; everything came back to you');
    await expectAccessible(page);
    const maximum = BigInt(
      (await openIndexer({ url: stack.services.indexer.url }).jobs.get([jobId])).maximum,
    );
    // More than all: a part of the provider's collateral comes on top.
    expect((await credit()) - before).toBeGreaterThan(maximum);

    await page.goto(`${stack.services.marketplace.url}/explorer/${jobId}`);
    await page.getByRole('heading', { name: 'Collateral slashed' }).waitFor();
    await page.getByRole('heading', { name: 'Job ended' }).waitFor();
    await shows(page, 'expired, refunded');
    const shares = page.getByRole('table', { name: /^Credits of the settlement/ }).getByRole('row');
    await shares
      .filter({ hasText: 'back to the buyer' })
      .getByText(`${formatUnits(maximum, 6)} tUSD`, { exact: true })
      .waitFor();
    expect(await shares.filter({ hasText: 'from the provider’s stake' }).count()).toBeGreaterThan(1);
    await expectAccessible(page);
    await context.close();
  } finally {
    await provider.start();
  }
}, 240_000);
