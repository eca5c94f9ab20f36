import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AssetId, parseAssetId } from '@atoll/schemas/ids';
import { blockTime } from '@atoll/chain/read-block-time';
import { readAsset } from '@atoll/chain/read-asset';
import { orderJob } from '@atoll/sdk/order';
import type { MarketContext } from '@atoll/sdk/context';
import { requestQuote } from '@atoll/sdk/quote';
import { createIdentity } from '@atoll/sdk/recipient';
import { requestApproval } from '@atoll/sdk/request-approval';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { examples } from '../support/flow/example-dataset.ts';
import { watchToEnd } from '../support/flow/run.ts';
import { publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows, type Visit } from './support/enter.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;

test.beforeAll(async ({ world }) => {
  ({ stack, browser } = world);
}, 180_000);

/** The day that the chain has, for forms. */
async function chainDay(): Promise<string> {
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  return new Date(1000 * (await blockTime(chain))).toISOString().slice(0, 10);
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();

/** The owner's browser on a page of the marketplace or of the provider's desk. */
const enterAs = (path: string, service: 'marketplace' | 'compute-provider' = 'marketplace'): Promise<Visit> =>
  enter({ stack, browser }, { as: stack.wallets.dataOwner, path, service });

/** Takes the wizard to the files: what, where, under which rules. Reloads where a person might. */
async function pairAndRule(page: Page, wallet: { rejectNext(): void }): Promise<void> {
  await page.getByRole('radio', { name: /A dataset/ }).check();
  await press(page, 'Continue');
  await page.getByLabel('Address of your provider').fill(stack.services['compute-provider'].url);
  await press(page, 'Find it');
  await heading(page, 'Sign in to your provider');
  wallet.rejectNext();
  await press(page, 'Sign in');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Sign in');
  await shows(page, /Paired with provider/);
  await page.reload();
  await shows(page, /Paired with provider/);
  await expectAccessible(page);
  await press(page, 'Continue');
  await page.getByLabel('Before an output leaves').selectOption('auto');
  await shows(page, 'What passes the guard is released at once.');
  await page.reload();
  await shows(page, 'What passes the guard is released at once.');
  await expectAccessible(page);
  await press(page, 'Continue');
}

/** Registers the example's folder and describes it. */
async function registerAndDescribe(page: Page, name: string): Promise<void> {
  await page.getByLabel('Local name').fill('reef');
  await page.getByRole('textbox', { name: 'Path' }).fill('/etc');
  await press(page, 'Register the files');
  // the provider says why, and what was typed is still there
  await page.getByRole('alert').first().waitFor();
  await page.getByRole('textbox', { name: 'Path' }).fill(resolve(examples, 'breast-cancer/data'));
  await press(page, 'Register the files');
  await shows(page, /Registered as/);
  await page.reload();
  await shows(page, /Registered as/);
  await expectAccessible(page);
  await press(page, 'Continue');
  await press(page, 'Continue');
  await shows(page, 'This is not complete yet.');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Description' }).fill('Cells of a reef, measured.');
  await page.getByLabel('Licence').fill('CC-BY-4.0');
  await page.reload();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(name);
  await expectAccessible(page);
  await press(page, 'Continue');
}

/** Sets the price, looks at what becomes public and publishes. */
async function priceAndPublish(page: Page, wallet: { rejectNext(): void }): Promise<AssetId> {
  await page.getByLabel('Price of a run').fill('12.5');
  await expectAccessible(page);
  await press(page, 'Continue');
  await shows(page, /Exactly this becomes public/);
  const document = await page.getByLabel('The document').innerText();
  expect(document).toContain('"name": "A reef"');
  // where the files lie and what they are called here is nobody else's business
  expect(document).not.toContain('/breast-cancer/');
  expect(document).not.toContain('reef-');
  await expectAccessible(page);
  await press(page, 'This may become public');
  wallet.rejectNext();
  await press(page, 'Publish');
  await shows(page, /You refused this in your wallet/);
  await page.reload();
  await press(page, 'Publish');
  await shows(page, /It is listed/);
  await expectAccessible(page);
  const href = await page.getByRole('link', { name: 'See it as others do' }).getAttribute('href');
  return AssetId.parse(decodeURIComponent(href?.split('/').at(-1) ?? ''));
}

/** Approves the one request that waits at the desk. */
async function approveAtDesk(): Promise<void> {
  const { page, context, complaints } = await enterAs('/desk', 'compute-provider');
  await press(page, 'Sign in');
  await shows(page, 'for our survey of the reef');
  await expectAccessible(page);
  await press(page, 'Approve…');
  await page.getByLabel('Valid for, in days').fill('7');
  await page.reload();
  await press(page, 'Approve…');
  await press(page, 'Approve this version');
  await shows(page, 'Nobody waits for an approval.');
  await page.getByRole('cell', { name: 'Count a reef', exact: true }).first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}

/** Orders a run of the pair as the buyer and waits until it is settled. */
async function runAsBuyer(
  buyer: MarketContext,
  datasetId: bigint,
  algorithm: { tokenId: bigint; metadataDigest: `0x${string}` },
) {
  const { metadataDigest } = await readAsset(buyer.chain, datasetId);
  const { publicKey } = await createIdentity();
  const quote = await requestQuote(buyer, {
    provider: stack.wallets.provider.address,
    environment: stack.environment,
    datasets: [{ assetId: datasetId.toString(), metadataDigest }],
    algorithm: { assetId: algorithm.tokenId.toString(), metadataDigest: algorithm.metadataDigest },
    parameters: { seconds: 0 },
    recipient: publicKey,
  });
  const { jobId } = await orderJob(buyer, quote);
  expect((await watchToEnd(stack, jobId)).job.state).toBe('released');
}

test('a dataset is published in the browser, approved at the desk, run, and what it earned withdrawn and stated', async ({
  countImage,
}) => {
  const { context, complaints, page, wallet } = await enterAs('/publish');
  await pairAndRule(page, wallet);
  await registerAndDescribe(page, 'A reef');
  const { tokenId } = parseAssetId(await priceAndPublish(page, wallet));
  const algorithm = await publishSmallAlgorithm(stack, countImage, { name: 'Count a reef' });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  await requestApproval(buyer, {
    datasetId: tokenId,
    algorithmId: algorithm.tokenId,
    metadataDigest: algorithm.metadataDigest,
    message: 'for our survey of the reef',
  });
  await approveAtDesk();
  await runAsBuyer(buyer, tokenId, algorithm);
  await page.goto(`${stack.services.marketplace.url}/owner`);
  await page.getByRole('heading', { name: 'Yours to withdraw' }).waitFor();
  await shows(page, '12.5 tUSD');
  await page.getByRole('cell', { name: 'runs on your data' }).first().waitFor();
  await expectAccessible(page);
  await press(page, 'Withdraw by signature, without gas');
  await shows(page, /Withdrawn to your wallet/);
  await page.reload();
  await shows(page, 'Nothing waits for you.');
  await page.goto(`${stack.services.marketplace.url}/statement`);
  await press(page, 'Take my account');
  // The chain's clock may be ahead: other tests let time pass on it.
  await page.getByLabel('To', { exact: true }).fill(await chainDay());
  await press(page, 'Show the statement');
  await page.getByRole('cell', { name: 'withdrawal', exact: true }).first().waitFor();
  await page.reload();
  await page.getByRole('cell', { name: 'withdrawal', exact: true }).first().waitFor();
  await expectAccessible(page);
  const files = await Promise.all(
    ['Save as CSV', 'Save as PDF'].map((name) => page.getByRole('link', { name }).getAttribute('href')),
  );
  const [csv, pdf] = await Promise.all(
    files.map(async (href) => (await fetch(new URL(href ?? '', stack.services.marketplace.url))).text()),
  );
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as PDF' }).click();
  expect((await stat(await (await saved).path())).size).toBeGreaterThan(2000);
  expect(csv).toContain('A reef');
  expect(csv).toContain('12.5');
  expect(pdf?.slice(0, 5)).toBe('%PDF-');
  expect(pdf).toMatch(/\/Type \/Page\b/);
  expect(pdf?.trimEnd().slice(-5)).toBe('%%EOF');
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await context.close();
}, 240_000);
