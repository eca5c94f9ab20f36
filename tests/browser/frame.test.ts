import { expect } from 'vitest';
import type { Browser } from 'playwright-core';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { connectWallet, openProfile } from './support/browser.ts';
import { injectWallet } from './support/wallet.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;

test.beforeAll(async ({ world }) => {
  ({ stack, browser } = world);
}, 120_000);

test('a wallet that announces itself connects, and stays connected over a reload', async () => {
  const { context, complaints } = await openProfile(browser);
  await injectWallet(context, { wallet: stack.wallets.buyer, rpcUrl: stack.anvil.rpcUrl, chainId: 31337 });
  const page = await context.newPage();
  await page.goto(stack.services.marketplace.url);
  await connectWallet(page);
  const shown = page.getByRole('button', { name: new RegExp(stack.wallets.buyer.address.slice(0, 6), 'i') });
  await shown.waitFor();
  await page.reload();
  await shown.waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);
