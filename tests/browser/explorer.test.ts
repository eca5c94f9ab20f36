import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { actAsOwner } from '../support/flow/owner-acts.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { openProfile } from './support/browser.ts';
import { describeAgain, type LivingMarket } from './support/market.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;
let market: LivingMarket;

test.beforeAll(({ world, market: shared }) => {
  ({ stack, browser } = world);
  market = shared;
}, 240_000);

async function open(path: string) {
  const { context, complaints } = await openProfile(browser);
  const page = await context.newPage();
  await page.goto(`${stack.services.marketplace.url}${path}`);
  return { context, page, complaints };
}

test('an order is followed from the publication of what it used to who was paid, and its rating', async () => {
  const { context, page, complaints } = await open(`/explorer/${market.jobId}`);
  await page.getByRole('heading', { name: 'Who got what' }).waitFor();
  await page.getByText('● live').waitFor();
  const steps = await page.locator('.trace > li h3').allInnerTexts();
  expect(steps).toEqual([
    'Asset published',
    'Asset published',
    'Algorithm approved',
    'Job ordered',
    'Job settled',
    'Rated',
  ]);
  const words = await page.locator('main').innerText();
  expect(words).toContain('released');
  for (const paid of ['10 tUSD', '5 tUSD', 'for compute', 'back to the buyer']) expect(words).toContain(paid);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);

test('an order that the chain does not know is explained, with what became of its money', async () => {
  const { context, page } = await open(`/explorer/0x${'ab'.repeat(32)}`);
  await page.getByText('The chain knows no such order').waitFor();
  expect(await page.locator('main').innerText()).toContain('its money is where it was before');
  await expectAccessible(page);
  await context.close();
}, 30_000);

const eventsOf = (asset: bigint) =>
  `${stack.services.marketplace.url}/explorer?asset=${encodeURIComponent(asset.toString())}`;

test('events are narrowed down by kind, account and asset, and new ones appear by themselves', async () => {
  const { context, page, complaints } = await open('/explorer');
  await page.getByRole('row').nth(2).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Events of').selectOption('judgements');
  await page.waitForURL(/type=judgements/);
  // A rating says what was paid, and its order in which token.
  await page.getByRole('row').filter({ hasText: 'Rated' }).filter({ hasText: 'tUSD' }).first().waitFor();
  await page.getByLabel('Events of').selectOption('');
  await page.getByLabel('Account').fill(stack.wallets.buyer.address);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('cell', { name: 'Job ordered' }).first().waitFor();
  expect(await page.getByText('Collateral deposited').count()).toBe(0);
  await page.goto(eventsOf(market.dataset.tokenId));
  await page.getByRole('cell', { name: 'Algorithm approved' }).first().waitFor();
  const { tokenId } = await describeAgain(stack, market.dataset.snapshot, {
    ...{ name: 'Tide gauge', description: 'To be paused', license: 'CC0-1.0', keywords: ['tide'], price: 3n },
  });
  await page.goto(eventsOf(tokenId));
  await page.getByRole('cell', { name: 'Asset published' }).waitFor();
  await page.getByText('● live').waitFor();
  const changed = { assetId: tokenId, state: 'paused' } as const;
  await actAsOwner(stack, stack.wallets.dataOwner, { act: 'setState', ...changed });
  await page.getByRole('cell', { name: 'Asset state changed' }).waitFor();
  await page.goto(`${stack.services.marketplace.url}/explorer`);
  await page.getByRole('tab', { name: 'Orders' }).click();
  await page.getByText('released').first().waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);

test('a provider shows what it rents, its stake and a score that the chain confirms', async () => {
  const { context, page, complaints } = await open(`/provider/${stack.wallets.provider.address}`);
  await page.getByText('Free now').waitFor();
  await page.getByText('Ceiling of a second in tUSD').first().waitFor();
  await page.getByText('100,000 tUSD').first().waitFor();
  await page.getByText('How it is computed').click();
  await page.getByRole('button', { name: 'Compute it again from the chain' }).click();
  await page.getByText('the same as the indexer says').waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);
