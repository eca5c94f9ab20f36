import { readAsset } from '@atoll/chain/read-asset';
import { readBalance } from '@atoll/chain/read-balance';
import { orderJob } from '@atoll/sdk/order';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { approvePair, quotePair, watchToEnd } from '../support/flow/run.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows } from './support/enter.ts';
import { listDataset, waitUntilListed } from './support/market.ts';
import { test } from './support/world.ts';

test('an owner changes a price, sells passes, divides an income into shares and claims what they earn', async ({
  world,
  market,
}) => {
  const { stack } = world;
  const dataset = await listDataset(stack, {
    name: 'Shared cells',
    localName: 'shared-cells',
    price: 3_000_000n,
  });
  await waitUntilListed(stack, [dataset]);
  await approvePair(stack, { dataset, algorithm: market.algorithm }, { validFor: 365 * 86_400 });
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const credit = () =>
    readBalance(owner.chain, { account: stack.wallets.dataOwner.address, token: stack.token.address });
  const { page, context, complaints, wallet } = await enter(world, {
    as: stack.wallets.dataOwner,
    path: '/owner',
  });
  const row = page.getByRole('table', { name: 'Your assets' }).getByRole('row', { name: /Shared cells/ });

  await press(page, 'Price of Shared cells');
  await page.getByLabel('New price, in tUSD').fill('7.25');
  wallet.rejectNext();
  await press(page, 'Change the price');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Change the price');
  await shows(page, 'The new price stands on chain.');
  await press(page, 'Close');
  // It is in the table as soon as the dialog says so.
  expect(await row.innerText()).toContain('7.25 tUSD');
  expect((await readAsset(owner.chain, dataset.tokenId)).terms.price).toBe(7_250_000n);

  await press(page, 'Passes of Shared cells');
  await shows(page, 'You sell no passes of it.');
  await page.getByLabel('Price of a run, in tUSD').fill('5');
  await press(page, 'Open the series');
  await shows(page, 'The series is open.');
  expect(await page.getByText('You sell no passes of it.').count()).toBe(0);
  await expectAccessible(page);
  await press(page, 'Close');

  await page.getByText('Divide the income of an asset into shares').click();
  await page.getByLabel('Asset', { exact: true }).selectOption({ label: 'Shared cells' });
  await page.getByLabel('Name of the shares').fill('Shared cells, shares');
  await page.getByLabel('Symbol').fill('CELLS');
  await expectAccessible(page);
  await press(page, 'Make the shares');
  await shows(page, 'The shares are yours.');
  const shares = page
    .getByRole('table', { name: 'Shares that you hold' })
    .getByRole('row', { name: /CELLS/ });
  expect(await shares.innerText()).toMatch(/100 CELLS[^]*nothing/);

  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote } = await quotePair(
    stack,
    { dataset, algorithm: market.algorithm },
    { parameters: { seconds: 0 } },
  );
  const { jobId } = await orderJob(buyer, quote);
  await watchToEnd(stack, jobId);
  await page.reload();
  await shares.getByText('7.25 tUSD').waitFor();
  await expectAccessible(page);
  const before = await credit();
  await press(page, 'Claim the dividends of CELLS');
  await shares.getByText('nothing').waitFor();
  expect((await credit()) - before).toBe(7_250_000n);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 240_000);
