import { readSeries } from '@atoll/chain/read-series';
import { blockTime } from '@atoll/chain/read-block-time';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { openSeries } from '@atoll/sdk/open-series';
import { setState } from '@atoll/sdk/set-state';
import { pinDocument } from '@atoll/sdk/pin-document';
import { Bytes32 } from '@atoll/schemas/ids';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { approvePair, watchToEnd } from '../support/flow/run.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { getPrice, makeKey } from './support/buying.ts';
import { enter, press, shows } from './support/enter.ts';
import { listDataset, type LivingMarket, waitUntilListed } from './support/market.ts';
import { test } from './support/world.ts';

const agreementText = 'You may count these cells.\n\nYou may not look for any one of them.';

/** Two datasets: one with an agreement that every buyer signs, one whose owner sells prepaid runs. */
async function prepare(stack: Stack, { algorithm }: LivingMarket) {
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const { cid } = await pinDocument(owner, new TextEncoder().encode(agreementText));
  const east = await listDataset(stack, {
    ...{ name: 'Cells of the east', localName: 'east', price: 7_000_000n },
    rules: { agreement: { title: 'Use of the eastern cells', text: cid } },
  });
  const west = await listDataset(stack, {
    ...{ name: 'Cells of the west', localName: 'west', price: 3_000_000n },
  });
  for (const dataset of [east, west]) await approvePair(stack, { dataset, algorithm });
  const { series } = await openSeries(owner, {
    ...{ assetId: west.tokenId, token: stack.token.address, price: 2_000_000n, supply: 10 },
    expiresAt: (await blockTime(owner.chain)) + 90 * 86_400,
  });
  return { east, west, series };
}

test('a buyer buys passes, signs the agreement of one dataset, pays another with a pass, and one run goes over both', async ({
  world,
  market,
}) => {
  const { stack } = world;
  const { east, west, series } = await prepare(stack, market);
  await waitUntilListed(stack, [east, west]);
  const path = `/assets/${encodeURIComponent(west.id)}#price`;
  const { context, page, wallet, complaints } = await enter(world, { as: stack.wallets.buyer, path });
  await press(page, `Buy of series ${series}`);
  const runs = page.getByLabel('Runs', { exact: true });
  await runs.fill('11');
  await shows(page, 'Write a number from 1 to 10');
  await runs.fill('2');
  await press(page, 'Buy');
  await shows(page, /^They are yours/);
  await runs.fill('9');
  await shows(page, 'Write a number from 1 to 8');
  await expectAccessible(page);
  await page.goto(`${stack.services.marketplace.url}/buy/${encodeURIComponent(east.id)}`);
  await page.getByText(/Run on more datasets of the same provider/).click();
  await page.getByRole('checkbox', { name: /^Cells of the west/ }).check();
  await page
    .getByRole('group', { name: 'Approved by the data’s owner' })
    .getByRole('radio', { name: /^Count rows/ })
    .check();
  await makeKey(page);
  await page.reload();
  await page.getByRole('checkbox', { name: /^Cells of the west/, checked: true }).waitFor();
  await page
    .getByRole('checkbox', { name: `Pay the data’s price with a pass of series ${series} (2 left)` })
    .check();
  await getPrice(page);
  const agreement = page.getByRole('region', { name: 'Data-use agreement' });
  await agreement.getByRole('heading', { name: 'Use of the eastern cells' }).waitFor();
  await agreement.getByText('You may not look for any one of them.').waitFor();
  expect(await agreement.getByRole('button', { name: 'Sign the agreement' }).isDisabled()).toBe(true);
  await expectAccessible(page);
  await agreement.getByLabel('I have read it and agree').check();
  wallet.rejectNext();
  await press(page, 'Sign the agreement');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Sign the agreement');
  await page.getByRole('heading', { name: 'Your price' }).waitFor();
  await expectAccessible(page);
  await press(page, 'Sign and order');
  await page.waitForURL(/\/orders\/0x/);
  const jobId = Bytes32.parse(page.url().split('/').at(-1));
  for (const name of ['Cells of the east', 'Cells of the west'])
    await page.getByRole('link', { name, exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Result', exact: true }).waitFor();
  await expectAccessible(page);
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);

  const { job } = await watchToEnd(stack, jobId);
  expect(job.state).toBe('released');
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const onChain = await openIndexer({ url: stack.services.indexer.url }).jobs.get([jobId]);
  expect(onChain.datasets.toSorted()).toEqual([east.tokenId, west.tokenId].map(String).toSorted());
  const passes = await readSeries(buyer.chain, { assetId: west.tokenId, series });
  expect(passes.price).toBe(2_000_000n);
  await page.goto(`${stack.services.marketplace.url}/account`);
  const held = page.getByRole('region', { name: 'Passes' }).getByRole('row').nth(1);
  expect(await held.getByRole('cell').nth(2).innerText()).toBe('1');
  await held.getByText('not while it pays for runs').waitFor();
  await expectAccessible(page);
  await setState(await contextOf(stack, stack.wallets.dataOwner), { assetId: west.tokenId, state: 'paused' });
  await page.reload();
  await press(page, 'Get the price back');
  await shows(page, /You hold no passes/);
  await context.close();

  const desk = await enter(world, {
    as: stack.wallets.dataOwner,
    path: '/desk/policy',
    service: 'compute-provider',
  });
  await press(desk.page, 'Sign in');
  await desk.page.getByRole('cell', { name: 'Use of the eastern cells' }).waitFor();
  await desk.context.close();
}, 240_000);
