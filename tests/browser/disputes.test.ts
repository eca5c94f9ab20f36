import { disputesAbi } from '@atoll/contracts/generated/disputes';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { sha256 } from '@atoll/sdk/digest';
import { disputeJob } from '@atoll/sdk/dispute-job';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { waitUntilIndexed } from '@atoll/sdk/indexer/wait-until-indexed';
import { orderJob } from '@atoll/sdk/order';
import { encodeFunctionData } from 'viem';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { quotePair, watchToEnd } from '../support/flow/run.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows } from './support/enter.ts';
import type { LivingMarket } from './support/market.ts';
import { test } from './support/world.ts';

/** Names who rules the disputes to come, as a vote of the market's holders would: the timelock sends it. Answers who ruled before. */
async function nameArbiter(stack: Stack, arbiter: Address): Promise<Address> {
  const { chain } = await contextOf(stack, stack.wallets.buyer);
  const { disputes: address, timelock } = chain.addresses;
  const terms = await chain.publicClient.readContract({
    address,
    abi: disputesAbi,
    functionName: 'terms',
  });
  const data = encodeFunctionData({
    abi: disputesAbi,
    functionName: 'setTerms',
    args: [{ ...terms, arbiter }],
  });
  await stack.anvil.rpc('anvil_setBalance', [timelock, '0xde0b6b3a7640000']);
  await stack.anvil.rpc('anvil_impersonateAccount', [timelock]);
  await stack.anvil.rpc('eth_sendTransaction', [{ from: timelock, to: address, data }]);
  await stack.anvil.rpc('anvil_stopImpersonatingAccount', [timelock]);
  return terms.arbiter;
}

/** A run that was paid for and is disputed. */
async function disputedRun(stack: Stack, market: LivingMarket): Promise<Bytes32> {
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote } = await quotePair(stack, market, { parameters: { seconds: 0 } });
  const { jobId } = await orderJob(buyer, quote);
  await watchToEnd(stack, jobId);
  const evidence = await sha256(new TextEncoder().encode('It counts one row too few.'));
  const { blockNumber } = await disputeJob(buyer, { jobId, evidence });
  await waitUntilIndexed({ url: stack.services.indexer.url }, { block: blockNumber });
  return jobId;
}

test('a dispute is answered by the provider and ruled by its arbiter in the browser, and its buyer sees the ruling', async ({
  world,
  market,
}) => {
  const { stack } = world;
  const { stranger, provider, buyer } = stack.wallets;
  const before = await nameArbiter(stack, stranger.address);
  try {
    const jobId = await disputedRun(stack, market);
    const indexer = openIndexer({ url: stack.services.indexer.url });

    const answering = await enter(world, { as: provider, path: `/orders/${jobId}` });
    await answering.page.getByRole('heading', { name: 'The buyer disputes this run' }).waitFor();
    // who answers does not rule
    expect(await answering.page.getByText('Rule it for good').count()).toBe(0);
    const buffer = Buffer.from('The first row is a header.');
    await answering.page
      .getByLabel('Your answer')
      .setInputFiles({ name: 'answer.txt', mimeType: 'text/plain', buffer });
    await expectAccessible(answering.page);
    await press(answering.page, 'Answer the dispute');
    const digest = await sha256(new Uint8Array(buffer));
    await answering.page.getByText(digest).waitFor();
    expect(await indexer.disputes.get([jobId])).toMatchObject({ state: 'open', answer: digest });
    expect(answering.complaints).toEqual([]);
    await answering.context.close();

    const { page, wallet, context, complaints } = await enter(world, {
      as: stranger,
      path: '/governance#disputes',
    });
    await expectAccessible(page);
    await page.locator(`a[href="/orders/${jobId}"]`).click();
    await shows(page, /^The buyer disputes this run/);
    await page.getByText(digest).waitFor();
    await page.getByRole('radio', { name: /^For the buyer/ }).check();
    const taken = page.getByLabel('Taken from the stake, in tUSD');
    await taken.fill('100000');
    await press(page, 'Rule it for good');
    await shows(page, /no more is frozen/);
    await taken.fill('1.5');
    await expectAccessible(page);
    wallet.rejectNext();
    await press(page, 'Rule it for good');
    await shows(page, /You refused this in your wallet/);
    await press(page, 'Rule it for good');
    await shows(page, /For the buyer: 1.5 tUSD was taken/);
    await expectAccessible(page);
    expect(await indexer.disputes.get([jobId])).toMatchObject({
      state: 'ruled',
      slashed: '1500000',
      bondForfeited: false,
    });
    expect(complaints).toEqual([]);
    await context.close();

    const visit = await enter(world, { as: buyer, path: `/orders/${jobId}` });
    await visit.page.getByText('Something is wrong with this run').click();
    await shows(visit.page, /For the buyer: 1.5 tUSD was taken/);
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
  } finally {
    await nameArbiter(stack, before);
  }
}, 240_000);
