import type { BrowserContext, Page } from 'playwright-core';
import type { Wallet } from '../../support/wallets.ts';
import { connectWallet, openProfile } from './browser.ts';
import { type BrowserWallet, injectWallet } from './wallet.ts';
import type { World } from './world.ts';

/** Somebody's browser on a page. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly wallet: BrowserWallet;
  /** What the console or the page reported as errors. */
  readonly complaints: string[];
}

/**
 * Opens a page as somebody whose wallet is connected, in a profile of its own.
 *
 * @param input.service whose page it is; the marketplace's unless given
 * @param input.origin another name of the service, e.g. `http://localhost:4401`
 */
export async function enter(
  { stack, browser }: Pick<World, 'stack' | 'browser'>,
  input: { as: Wallet; path: string; service?: 'marketplace' | 'compute-provider'; origin?: string },
): Promise<Visit> {
  const profile = await openProfile(browser);
  // A deed is signed, mined and indexed before the page says so, on a machine that may be busy.
  profile.context.setDefaultTimeout(60_000);
  const wallet = await injectWallet(profile.context, {
    wallet: input.as,
    rpcUrl: stack.anvil.rpcUrl,
    chainId: 31337,
  });
  const page = await profile.context.newPage();
  await page.goto(`${input.origin ?? stack.services[input.service ?? 'marketplace'].url}${input.path}`);
  await connectWallet(page);
  return { ...profile, page, wallet };
}

/** Presses the button of exactly this name. */
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Waits until the page shows some words. */
export const shows = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor();
