/**
 * Pictures of every page as it is on a desktop, on a phone and in the dark, over a market in which something has happened, for people to
 * look at: `npm run screenshots [-- NAME…]` writes them to `.atoll/screenshots/`.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { publishImage } from '../../support/flow/example-algorithm.ts';
import { buildSmallImage } from '../../support/images.ts';
import { leaseStack } from '../../support/stack/lease.ts';
import type { Stack } from '../../support/stack/start.ts';
import { buildWeb } from '../../support/build.ts';
import { connectWallet, openProfile, startBrowser } from '../support/browser.ts';
import { type LivingMarket, describeAgain, openLivingMarket, waitUntilListed } from '../support/market.ts';
import { injectWallet } from '../support/wallet.ts';
import { shownDatasets } from './content.ts';
import { type Shot, shotsOf } from './pages.ts';

const folder = resolve(import.meta.dirname, '../../../.atoll/screenshots');

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
};

/** What a page says while it waits. */
const waiting = '.spinner, [aria-busy="true"]';

async function fillMarket(stack: Stack, market: LivingMarket): Promise<void> {
  const listed: { id: string }[] = [market.dataset, market.algorithm];
  for (const described of shownDatasets) {
    listed.push(await describeAgain(stack, market.dataset.snapshot, described));
  }
  await waitUntilListed(stack, listed);
}

/** For so long nothing may be waited for: one wait often begins where another one ends. */
const restMs = 600;

/**
 * Whether a page has stopped waiting within a while. One that never does is pictured as it is, and said so. What the service sent before the
 * app was there waits for nothing, and is no rest: its buttons do nothing yet.
 */
async function comesToRest(page: Page): Promise<boolean> {
  await page.locator('.frame-head button:enabled').first().waitFor();
  return page.evaluate(
    ({ selector, quietMs, mostMs }) =>
      new Promise<boolean>((resolve) => {
        // Guarantee: this function is sent to a page, whose global object is its window.
        const { document } = globalThis as unknown as { document: { querySelector(of: string): unknown } };
        const began = performance.now();
        let quietSince = began;
        const look = () => {
          const now = performance.now();
          if (document.querySelector(selector) !== null) quietSince = now;
          if (now - quietSince < quietMs && now - began < mostMs) return setTimeout(look, 50);
          return resolve(now - quietSince >= quietMs);
        };
        look();
      }),
    { selector: waiting, quietMs: restMs, mostMs: 15_000 },
  );
}

/** One page in one look; says when it reaches beyond the right edge or complains. */
async function take(
  browser: Browser,
  stack: Stack,
  input: { shot: Shot; look: string; options: BrowserContextOptions },
): Promise<string[]> {
  const { shot, look, options } = input;
  const { context, complaints } = await openProfile(browser, options);
  try {
    if (shot.as !== undefined) {
      const wallet = shot.as === 'buyer' ? stack.wallets.buyer : stack.wallets.dataOwner;
      await injectWallet(context, { wallet, rpcUrl: stack.anvil.rpcUrl, chainId: 31337 });
    }
    const page = await context.newPage();
    await page.goto(`${stack.services[shot.service].url}${shot.path}`, { waitUntil: 'load' });
    if (shot.as !== undefined) {
      page.setDefaultTimeout(10_000);
      await connectWallet(page);
      if (shot.signsIn === true) await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    }
    await page.getByRole('heading', { level: 1 }).waitFor();
    let rested = await comesToRest(page);
    if (shot.press !== undefined) {
      await page.getByText(shot.press).first().click();
      rested = await comesToRest(page);
    }
    const beyond = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    await page.screenshot({ path: join(folder, `${shot.name}-${look}.png`), fullPage: true });
    return [
      ...(rested ? [] : ['still waits for something']),
      ...(beyond > 0 ? [`reaches ${beyond} px beyond the right edge`] : []),
      ...complaints,
    ];
  } finally {
    await context.close();
  }
}

async function main(wanted: readonly string[]): Promise<number> {
  await mkdir(folder, { recursive: true });
  await buildWeb(['marketplace', 'compute-provider']);
  const lease = await leaseStack();
  const browser = await startBrowser();
  let remarks = 0;
  try {
    const { stack, socketPath } = lease;
    const built = await buildSmallImage(lease, { log: () => undefined });
    const image = await publishImage(stack, { socketPath, image: built });
    const market = await openLivingMarket(stack, { image, sample: true });
    await fillMarket(stack, market);
    const shots = shotsOf(market, stack.wallets.provider.address, stack.wallets.dataOwner.address).filter(
      ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
    );
    for (const shot of shots) {
      for (const [look, options] of Object.entries(looks)) {
        // A page that cannot be pictured is told of, and does not keep the others from being so.
        const found = await take(browser, stack, { shot, look, options }).catch((error: unknown) => [
          `NOT TAKEN: ${String(error)}`,
        ]);
        remarks += found.length;
        console.log([`${shot.name}-${look}.png`, ...found].join('\n  '));
      }
    }
    console.log(`\n${shots.length * Object.keys(looks).length} pictures in ${folder}, ${remarks} remarks`);
    return remarks === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await lease.stop();
  }
}

process.exitCode = await main(process.argv.slice(2));
