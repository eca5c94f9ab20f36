import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './support/axe.ts';
import { connectWallet, openProfile } from './support/browser.ts';
import { press } from './support/enter.ts';
import { injectWallet } from './support/wallet.ts';
import { test, type World } from './support/world.ts';
import { type Shot, shotsOf } from './screenshots/pages.ts';

const apps = {
  marketplace: { source: 'services/marketplace/web/src/app.tsx', base: '' },
  'compute-provider': { source: 'services/compute-provider/web/src/app.tsx', base: '/desk' },
} as const;
type Service = keyof typeof apps;

/** The routes that an app has, as its source names them. */
async function routesOf(service: Service): Promise<string[]> {
  const { source, base } = apps[service];
  const text = await readFile(resolve(import.meta.dirname, '../..', source), 'utf8');
  return [...text.matchAll(/(?:<Route path=|\{ path: )["'](\/[^"']*)["']/g)].map(([, path = '']) =>
    path === '/' && base !== '' ? base : base + path,
  );
}

/** Whether a path is one of a route. */
const isOf = (route: string) => {
  const pattern = new RegExp(`^${route.replace(/:[^/]+/g, '[^/]+')}$`);
  return (path: string) => pattern.test(path.replace(/[?#].*$/, ''));
};

/** What a page says while it waits. */
const waiting = '.spinner, [aria-busy="true"]';

/** The page as it has come to rest: nothing serious for axe in light on a desk and in the dark on a phone, nothing beyond the edge. */
async function check(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator(waiting).first().waitFor({ state: 'detached' });
  expect(await page.getByText('There is no such page').count(), page.url()).toBe(0);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  expect(
    Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')),
    `${page.url()} on a phone`,
  ).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Opens the pages one after the other, as whoever each is for. */
async function visitAll({ stack, browser }: World, shots: readonly Shot[]): Promise<void> {
  const wallets = { buyer: stack.wallets.buyer, owner: stack.wallets.dataOwner };
  for (const as of ['buyer', 'owner'] as const) {
    const mine = shots.filter((shot) => (shot.as ?? 'buyer') === as);
    const { context, complaints } = await openProfile(browser, { viewport: { width: 1280, height: 900 } });
    const wallet = { wallet: wallets[as], rpcUrl: stack.anvil.rpcUrl, chainId: 31337 };
    await injectWallet(context, wallet);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    let connected = '';
    for (const { service, path } of mine) {
      await page.goto(`${stack.services[service].url}${path}`);
      if (connected !== service) {
        await connectWallet(page);
        if (service === 'compute-provider') await press(page, 'Sign in');
        connected = service;
      }
      await check(page);
    }
    // A page that is told that something is not there says so on the console.
    expect(complaints.filter((text) => !/status of 404/.test(text))).toEqual([]);
    await context.close();
  }
}

test.for(['marketplace', 'compute-provider'] as const)(
  'axe finds nothing serious on any route of the app of %s, in light and dark, on a desk and a phone',
  { timeout: 300_000 },
  async (service, { world, market }) => {
    const routes = await routesOf(service);
    expect(routes.length).toBeGreaterThan(5);
    const proposal: Shot = { name: 'proposal', path: '/governance/1', service: 'marketplace' };
    const known = [...shotsOf(market, world.stack.wallets.provider.address), proposal].filter(
      (shot) => shot.service === service,
    );
    const shots = routes.map((route) => {
      const shot = known.find(({ path }) => isOf(route)(path));
      if (shot === undefined)
        throw new Error(`no picture is taken of ${route}: add one to screenshots/pages.ts`);
      return shot;
    });
    await visitAll(world, shots);
  },
);
