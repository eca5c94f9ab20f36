import type { Hex } from '@atoll/schemas/ids';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { orderJob } from '@atoll/sdk/order';
import { readJob } from '@atoll/sdk/read-job';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import { approvePair, quotePair } from '../support/flow/run.ts';
import { publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import type { Stack } from '../support/stack/start.ts';
import { waitFor } from '../support/wait.ts';
import type { Wallet } from '../support/wallets.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows, type Visit } from './support/enter.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;

test.beforeAll(async ({ world }) => {
  ({ stack, browser } = world);
}, 180_000);

/** Somebody's browser on a page of the desk. */
const atDesk = (as: Wallet, path: string): Promise<Visit> =>
  enter({ stack, browser }, { as, path, service: 'compute-provider' });

/** A run whose output is held for review. */
async function heldRun(image: OciImage): Promise<Hex> {
  const dataset = await publishExampleDataset(stack, {
    name: 'held',
    rules: { release: 'review', outputTypes: ['json'], maxOutputBytes: 1 << 16 },
    reviewWindow: 86_400,
  });
  const algorithm = await publishSmallAlgorithm(stack, image, { name: 'Count what is held' });
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

test('a held output is looked at and withheld, and the policy and the kill switch work from the desk', async ({
  countImage,
}) => {
  const jobId = await heldRun(countImage);
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
