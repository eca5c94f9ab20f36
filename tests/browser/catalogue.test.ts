import { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { publishExampleDataset, type PublishedDataset } from '../support/flow/example-dataset.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { openProfile } from './support/browser.ts';
import { describeAgain, waitUntilListed } from './support/market.ts';
import { injectWallet } from './support/wallet.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;
let dataset: PublishedDataset;

const others = [
  { name: 'Glacier thickness', description: 'Radar soundings of ice', keywords: ['ice', 'radar'], price: 2n },
  { name: 'Harbour noise', description: 'Hydrophones at three piers', keywords: ['sound'], price: 40n },
  ...Array.from({ length: 24 }, (_, index) => ({
    name: `River gauge ${index + 1}`,
    description: 'Water level each quarter of an hour',
    keywords: ['water'],
    price: 5n,
  })),
];

test.beforeAll(async ({ world }) => {
  ({ stack, browser } = world);
  dataset = await publishExampleDataset(stack, { name: 'catalogue' });
  const listed: { id: string }[] = [dataset];
  for (const other of others) {
    const described = { ...other, license: 'CC0-1.0', price: other.price * 1_000_000n };
    listed.push(await describeAgain(stack, dataset.snapshot, described));
  }
  await waitUntilListed(stack, listed);
}, 180_000);

const names = (page: Page) => page.locator('.entries h3');
const url = (path: string) => `${stack.services.marketplace.url}${path}`;

async function open(path: string, options: BrowserContextOptions = {}) {
  const { context, complaints } = await openProfile(browser, options);
  const page = await context.newPage();
  await page.goto(url(path));
  return { context, page, complaints };
}

/** Nothing stands beyond the right edge. */
async function expectNoSideways(page: Page): Promise<void> {
  expect(
    await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
    page.url(),
  ).toBeLessThanOrEqual(0);
}

test('what is typed is searched, stands in the address, and the way back leads to what was seen', async () => {
  const { context, page, complaints } = await open('/');
  const all = await page.getByText(/^\d+ entries$/).innerText();
  expect(Number(all.split(' ')[0])).toBeGreaterThanOrEqual(others.length + 1);
  await names(page).nth(23).waitFor();
  await page.getByRole('searchbox').fill('glacier');
  await page.waitForURL(/\?q=glacier$/);
  await page.getByText('1 entry').waitFor();
  expect(await names(page).allInnerTexts()).toEqual(['Glacier thickness']);
  await expectAccessible(page);
  await page.reload();
  await page.getByText('1 entry').waitFor();
  await page.goBack();
  await page.getByText(all).waitFor();
  expect(new URL(page.url()).search).toBe('');
  await page.getByRole('searchbox').fill('glaciar');
  await page.getByText('This is what').waitFor();
  expect(await names(page).allInnerTexts()).toEqual(['Glacier thickness']);
  await page.getByRole('searchbox').fill('"no such words" anywhere');
  await page.getByText('Nothing here matches').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);

test('facets and prices narrow down, sorts order, and more is loaded', async () => {
  const { context, page, complaints } = await open('/');
  await page.getByRole('button', { name: 'Load more' }).click();
  await names(page).nth(26).waitFor();
  await page.getByRole('checkbox', { name: /^water/ }).check();
  await page.waitForURL(/tag=water/);
  await page.getByText('24 entries').waitFor();
  await page.getByRole('button', { name: /^All \d+/ }).click();
  await page.getByRole('checkbox', { name: /^sound/ }).check();
  await page.getByText('25 entries').waitFor();
  await page.getByLabel('From').fill('39.5');
  await page.getByLabel('From').press('Enter');
  await page.waitForURL(/priceMin=39500000/);
  await page.getByText('1 entry').waitFor();
  expect(await names(page).allInnerTexts()).toEqual(['Harbour noise']);
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await page.getByRole('checkbox', { name: /^CC0-1.0/ }).check();
  await page.getByLabel('Sort by').selectOption('price');
  await page.waitForURL(/sort=price$/);
  await expect.poll(() => names(page).first().innerText()).toBe('Glacier thickness');
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);

test('the catalogue and an asset can be read without any script', async () => {
  const { context, page } = await open('/?q=glacier', { javaScriptEnabled: false });
  expect(await names(page).allInnerTexts()).toEqual(['Glacier thickness']);
  await names(page).first().getByRole('link').click();
  await page.getByRole('heading', { name: 'Rules' }).waitFor();
  expect(await page.locator('body').innerText()).toContain('2 tUSD per run');
  await context.close();
}, 30_000);

test('an asset tells columns, rules, price, provider and versions, each at an address of its own', async () => {
  for (const options of [{}, { viewport: { width: 390, height: 844 } }] satisfies BrowserContextOptions[]) {
    const { context, page, complaints } = await open(`/assets/${encodeURIComponent(dataset.id)}`, options);
    await page.getByRole('link', { name: 'Buy a run' }).waitFor();
    await expectAccessible(page);
    await expectNoSideways(page);
    for (const [tab, words] of [
      ['Columns', 'diagnosis'],
      ['Rules', 'Every version of an algorithm needs the owner’s approval'],
      ['Price', 'Its price never changed'],
      ['Runs and ratings', 'Nobody has run it yet'],
      ['Provider and hardware', 'Free now'],
      ['Provenance', 'nothing on this market'],
      ['Versions', 'The first version'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByText(words).first().waitFor();
      await expectAccessible(page);
      await expectNoSideways(page);
    }
    await page.reload();
    await page.getByText('The first version').waitFor();
    await page.goBack();
    await page.getByText('nothing on this market').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }
}, 120_000);

test('an asset that is opened before the catalogue has it appears by itself, and then its document', async () => {
  const { context, page } = await open('/?q=glacier');
  const link = page.getByRole('link', { name: 'Glacier thickness' });
  const id = ((await link.getAttribute('href')) ?? '').split('/').at(-1) ?? '';
  let asked = 0;
  await page.route(url(`/catalogue/${id}`), async (route) => {
    asked += 1;
    if (asked === 1) {
      const unknown = id.replace(/\d+$/, '999');
      await route.fulfill({ response: await route.fetch({ url: url(`/catalogue/${unknown}`) }) });
    } else if (asked === 2) {
      const { name, document, ...early } = CatalogueEntry.parse(await (await route.fetch()).json());
      expect([name, document?.name]).toEqual(['Glacier thickness', 'Glacier thickness']);
      await route.fulfill({ json: { ...early, documentStatus: 'pending' } });
    } else await route.continue();
  });
  await link.click();
  await page.getByRole('heading', { name: 'Not in the catalogue yet' }).waitFor();
  await expectAccessible(page);
  await page.getByText('Its document is pending').waitFor();
  await page.getByRole('heading', { name: 'Glacier thickness', level: 1 }).waitFor();
  expect(asked).toBe(3);
  await context.close();
}, 60_000);

test('its owner pauses an asset and changes its price, which its page and history then show', async () => {
  const { context, complaints } = await openProfile(browser);
  const wallet = await injectWallet(context, {
    wallet: stack.wallets.dataOwner,
    rpcUrl: stack.anvil.rpcUrl,
    chainId: 31337,
  });
  const page = await context.newPage();
  await page.goto(url(`/assets/${encodeURIComponent(dataset.id)}`));
  await page.getByRole('button', { name: 'For its owner' }).click();
  await page.getByRole('button', { name: 'Test wallet' }).click();
  await page.getByLabel('Price of a run in tUSD').fill('12.75');
  await page.getByRole('button', { name: 'Change the price' }).click();
  await page.getByText('Done. The catalogue shows it').waitFor();
  await page.getByText('12.75 tUSD per run').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Not for sale now.').waitFor();
  await page.getByRole('tab', { name: 'Price' }).click();
  await page.getByRole('tabpanel').getByText('Price of a run in tUSD').waitFor();
  expect(wallet.asked).toEqual(['eth_sendTransaction', 'eth_sendTransaction']);
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);
