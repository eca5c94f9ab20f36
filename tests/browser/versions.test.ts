import { readAsset } from '@atoll/chain/read-asset';
import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { fetchDocument } from '@atoll/sdk/fetch-document';
import { listDatasets } from '@atoll/sdk/list-datasets';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import type { Stack } from '../support/stack/start.ts';
import { waitFor } from '../support/wait.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows } from './support/enter.ts';
import { listDataset, waitUntilListed } from './support/market.ts';
import { test } from './support/world.ts';

/** The provider's snapshot that an asset stands on now. */
async function standing(stack: Stack, id: string): Promise<DatasetSnapshot | undefined> {
  const custodian = await contextOf(stack, stack.wallets.dataOwner);
  return (await listDatasets(custodian)).find(({ asset, state }) => asset === id && state === 'bound');
}

/** From the first step of a revision to its rules, signing in at the provider where that is asked. */
async function toRules(page: Page, signsIn: boolean): Promise<void> {
  await shows(page, /This makes a new version of asset/);
  await press(page, 'Continue');
  if (signsIn) await press(page, 'Sign in');
  await shows(page, /Paired with provider/);
  await press(page, 'Continue');
}

/** From the files to the new version's being listed; `change` fills in what is new in its words. */
async function keepAndPublish(page: Page, change: () => Promise<void>, price?: string): Promise<void> {
  await expectAccessible(page);
  await press(page, 'Keep these files');
  await page.getByRole('button', { name: 'Register other files' }).waitFor();
  await press(page, 'Continue');
  await change();
  await press(page, 'Continue');
  if (price !== undefined) await page.getByLabel('Price of a run').fill(price);
  await press(page, 'Continue');
  await press(page, 'This may become public');
  await press(page, 'Publish');
  await shows(page, /The new version is listed/);
}

test('a new version of a dataset keeps the files that are registered: other words and another price, then other rules', async ({
  world,
}) => {
  const { stack } = world;
  const dataset = await listDataset(stack, {
    name: 'Revised cells',
    localName: 'revised-cells',
    price: 3_000_000n,
  });
  await waitUntilListed(stack, [dataset]);
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const first = await readAsset(owner.chain, dataset.tokenId);
  const { page, context, complaints, wallet } = await enter(world, {
    as: stack.wallets.dataOwner,
    path: '/owner',
  });

  // Words and price: nothing is registered, and the provider is asked for nothing but the binding.
  await press(page, 'New version of Revised cells');
  await toRules(page, true);
  await press(page, 'Continue');
  await shows(page, /The files need not be registered again/);
  await page.reload();
  await shows(page, /The files need not be registered again/);
  await keepAndPublish(
    page,
    async () => {
      await page.getByRole('textbox', { name: 'Description' }).fill('Cells, measured twice');
      await page.getByLabel('Version').fill('1.1.0');
    },
    '4.5',
  );
  const second = await readAsset(owner.chain, dataset.tokenId);
  expect([second.version, second.commitment, second.terms.price]).toEqual([2, first.commitment, 4_500_000n]);
  expect(second.metadataDigest).not.toBe(first.metadataDigest);
  expect((await standing(stack, dataset.id))?.snapshot).toBe(dataset.snapshot.snapshot);
  expect(await fetchDocument(owner, second.metadataDigest)).toMatchObject({
    description: 'Cells, measured twice',
    version: '1.1.0',
    atoll: { rules: dataset.snapshot.rules },
  });

  // Rules: the provider puts the same files under them. From the asset's own page this time.
  const asked = wallet.asked.length;
  await page.goto(`${stack.services.marketplace.url}/assets/${encodeURIComponent(dataset.id)}`);
  await press(page, 'For its owner');
  await press(page, 'New version of Revised cells');
  await toRules(page, false);
  await page.getByLabel('Before an output leaves').selectOption('review');
  await press(page, 'Continue');
  await shows(page, /puts the files that it has under the new rules/);
  wallet.rejectNext();
  await press(page, 'Keep these files');
  await shows(page, /You refused this in your wallet/);
  await keepAndPublish(page, () => page.getByLabel('Version').fill('2.0.0'));
  const third = await readAsset(owner.chain, dataset.tokenId);
  expect([third.version, third.commitment, third.terms.price]).toEqual([3, first.commitment, 4_500_000n]);
  await waitFor('the provider to bind the files under the new rules', async () => {
    const bound = await standing(stack, dataset.id);
    return bound?.rules.release === 'review' && bound.commitment.digest === first.commitment;
  });
  expect(wallet.asked.slice(asked).filter((what) => what === 'eth_sendTransaction')).toHaveLength(1);
  expect(complaints).toEqual([]);
  await context.close();
}, 240_000);
