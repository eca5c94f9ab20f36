import { type Hex } from '@atoll/schemas/ids';
import { orderJob } from '@atoll/sdk/order';
import { readJob } from '@atoll/sdk/read-job';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { publishImage } from '../support/flow/example-algorithm.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import { approvePair, quotePair } from '../support/flow/run.ts';
import { publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import { buildSmallImage } from '../support/images.ts';
import { leaseStack, type StackLease } from '../support/stack/lease.ts';
import { waitFor } from '../support/wait.ts';
import { type Wallet } from '../support/wallets.ts';
import { expectAccessible } from './support/axe.ts';
import { connectWallet, openProfile, startBrowser } from './support/browser.ts';
import { injectWallet } from './support/wallet.ts';

let lease: StackLease;
let browser: Browser;

beforeAll(async () => {
  [lease, browser] = await Promise.all([leaseStack(), startBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lease?.stop();
}, 60_000);

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Somebody's browser on a page of the desk, connected. */
async function atDesk(who: Wallet, path: string) {
  const { stack } = lease;
  const profile = await openProfile(browser);
  profile.context.setDefaultTimeout(30_000);
  const wallet = await injectWallet(profile.context, {
    wallet: who,
    rpcUrl: stack.anvil.rpcUrl,
    chainId: 31337,
  });
  const page = await profile.context.newPage();
  await page.goto(`${stack.services['compute-provider'].url}${path}`);
  await connectWallet(page);
  return { ...profile, page, wallet };
}

/** A run whose output is held for review. */
async function heldRun(): Promise<Hex> {
  const { stack, socketPath } = lease;
  const image = await buildSmallImage(lease, { log: () => undefined });
  const dataset = await publishExampleDataset(stack, {
    rules: { release: 'review', outputTypes: ['json'], maxOutputBytes: 1 << 16 },
    reviewWindow: 86_400,
  });
  const algorithm = await publishSmallAlgorithm(stack, await publishImage(stack, { socketPath, image }));
  await approvePair(stack, { dataset, algorithm });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote } = await quotePair(stack, { dataset, algorithm }, { parameters: { seconds: 0 } });
  const { jobId } = await orderJob(buyer, quote);
  await waitFor('the run to be held', async () => (await readJob(buyer, jobId)).state === 'output_review', {
    deadlineMs: 60_000,
    everyMs: 200,
  });
  return jobId;
}

test('the desk says who may come in, and shows a stranger nothing', async () => {
  const { stack } = lease;
  const { context, complaints, page } = await atDesk(stack.wallets.stranger, '/desk');
  await shows(page, 'This page is for the custodian of this provider.');
  await shows(page, stack.wallets.dataOwner.address);
  await expectAccessible(page);
  await page.goto(`${stack.services['compute-provider'].url}/desk/reviews`);
  await press(page, 'Sign in');
  await shows(page, /is no reviewer of this provider/);
  await expectAccessible(page);
  // the refusal is the provider's: the page's own request was answered 403
  expect(complaints.filter((text) => !text.includes('403'))).toEqual([]);
  await context.close();
}, 60_000);

test('a held output is looked at and withheld, and the policy and the kill switch work from the desk', async () => {
  const { stack } = lease;
  const jobId = await heldRun();
  const { context, complaints, page, wallet } = await atDesk(stack.wallets.dataOwner, '/desk/reviews');
  await press(page, 'Sign in');
  await shows(page, 'The guard found nothing.');
  await press(page, 'Look at count.json');
  await shows(page, /"rows"/);
  await expectAccessible(page);
  await page.getByLabel('Note').fill('groups of fewer than ten');
  wallet.rejectNext();
  await press(page, 'Withhold');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Withhold');
  await shows(page, 'Nothing waits for a decision.');
  const buyer = await contextOf(stack, stack.wallets.buyer);
  await waitFor('the run to end', async () => (await readJob(buyer, jobId)).state === 'withheld', {
    deadlineMs: 60_000,
    everyMs: 200,
  });

  await page.goto(`${stack.services['compute-provider'].url}/desk/policy`);
  await page.getByLabel('Budget of what may ever leave').fill('10 MiB');
  await shows(page, 'At most 10 MiB may ever leave, over all runs and buyers.');
  await press(page, 'Set the policy');
  await shows(page, 'As it stands');
  await page.reload();
  await shows(page, 'At most 10 MiB may ever leave, over all runs and buyers.');
  await press(page, 'Halt this provider…');
  await page.getByRole('dialog').getByLabel('Why').fill('we look into something');
  await press(page, 'Halt now');
  await shows(page, 'This provider is halted');
  await expectAccessible(page);
  await press(page, 'Let it run again…');
  await press(page, 'Lift the halt');
  await shows(page, 'This provider runs.');

  for (const path of ['datasets', 'runs', 'environments', 'queue']) {
    await page.goto(`${stack.services['compute-provider'].url}/desk/${path}`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await expectAccessible(page);
  }
  expect(complaints).toEqual([]);
  await context.close();
}, 180_000);
