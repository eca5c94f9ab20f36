import { resolve } from 'node:path';
import { readAsset } from '@atoll/chain/read-asset';
import { AssetId, parseAssetId } from '@atoll/schemas/ids';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { cidOfFile } from '@atoll/sdk/cid-of-file';
import { fetchDocument } from '@atoll/sdk/fetch-document';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { examples } from '../support/flow/example-dataset.ts';
import { exampleModel } from '../support/flow/onnx-algorithm.ts';
import { approvePair, quotePair } from '../support/flow/run.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows, type Visit } from './support/enter.ts';
import { test, type World } from './support/world.ts';

const parameters = {
  type: 'object',
  properties: { seconds: { type: 'number', minimum: 0, maximum: 9 } },
  required: ['seconds'],
  additionalProperties: false,
};

/** Fills in what runs: the counting image on IPFS. A reload keeps it. */
async function describeProgram(page: Page, image: OciImage): Promise<void> {
  await page.getByLabel('It is', { exact: true }).selectOption('ipfs');
  await press(page, 'Continue');
  await shows(page, 'This is not complete yet.');
  await expectAccessible(page);
  await page.getByLabel('The image, as JSON').fill(JSON.stringify(image));
  await page.getByLabel('Command').fill('/usr/bin/dash\n/algorithm/count.sh');
  await page.getByLabel('Parameters').fill(JSON.stringify(parameters));
  await page.getByLabel('What it leaves').fill('count.json json 1 KiB');
  await page.getByLabel('Memory').fill('32 MiB');
  await page.getByLabel('Most seconds').fill('30');
  await page.reload();
  expect(await page.getByLabel('Command').inputValue()).toBe('/usr/bin/dash\n/algorithm/count.sh');
  await expectAccessible(page);
  await press(page, 'Continue');
}

/** From the description to the end of the wizard; answers the new asset's id. */
async function describeAndPublish({ page, wallet }: Visit, name: string): Promise<AssetId> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Description' }).fill('Written in a browser.');
  await page.getByLabel('Licence').fill('MIT');
  await page.reload();
  await expectAccessible(page);
  await press(page, 'Continue');
  await page.getByLabel(/^Price of/).fill('0.25');
  await page.reload();
  await press(page, 'Continue');
  await shows(page, /Exactly this becomes public/);
  await page.reload();
  await expectAccessible(page);
  await press(page, 'This may become public');
  wallet.rejectNext();
  await press(page, 'Publish');
  await shows(page, /You refused this in your wallet/);
  await page.reload();
  await press(page, 'Publish');
  await shows(page, /It is listed/);
  const link = page.getByRole('link', { name: 'See it as others do' });
  const href = (await link.getAttribute('href')) ?? '';
  await link.click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await expectAccessible(page);
  return AssetId.parse(decodeURIComponent(href.split('/').at(-1) ?? ''));
}

const asAuthor = (world: World) =>
  enter(world, { as: world.stack.wallets.algorithmAuthor, path: '/publish' });

test('an author publishes an image with its manifest in the browser, and a provider takes it', async ({
  world,
  market: { dataset },
  countImage,
}) => {
  const { stack } = world;
  const visit = await asAuthor(world);
  const { page, context, complaints } = visit;
  await page.getByRole('radio', { name: /An algorithm/ }).check();
  await press(page, 'Continue');
  await describeProgram(page, countImage);
  const { tokenId } = parseAssetId(await describeAndPublish(visit, 'Count in a browser'));
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await context.close();

  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  const { kind, metadataDigest, terms } = await readAsset(author.chain, tokenId);
  expect({ kind, price: terms.price }).toEqual({ kind: 'algorithm', price: 250_000n });
  const { atoll } = await fetchDocument(author, metadataDigest);
  expect(atoll).toMatchObject({
    kind: 'algorithm',
    manifest: { image: countImage, maxSeconds: 30, outputs: [{ name: 'count.json', maxBytes: 1024 }] },
  });
  const pair = { dataset, algorithm: { ...dataset, tokenId, metadataDigest } };
  await approvePair(stack, pair);
  const { quote } = await quotePair(stack, pair, { parameters: { seconds: 0 } });
  expect(String(quote.order.algorithm.assetId)).toBe(tokenId.toString());
}, 240_000);

test('an author uploads an ONNX model in the browser, and its bytes are on IPFS', async ({ world }) => {
  const { stack } = world;
  const visit = await asAuthor(world);
  const { page, context, wallet, complaints } = visit;
  await page.getByRole('radio', { name: /A model/ }).check();
  await press(page, 'Continue');
  await page.getByLabel('File').setInputFiles(resolve(examples, 'score-tumours/model.onnx'));
  wallet.rejectNext();
  await press(page, 'Upload');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Upload');
  await shows(page, 'Uploaded.');
  await expectAccessible(page);
  await page.reload();
  const model = await exampleModel();
  expect(await page.getByLabel('Size in bytes').inputValue()).toBe(String(model.byteLength));
  const cid = await page.getByLabel('CID', { exact: true }).inputValue();
  await press(page, 'Continue');
  const { tokenId } = parseAssetId(await describeAndPublish(visit, 'Scores in a browser'));
  expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await context.close();

  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  const { kind, metadataDigest } = await readAsset(author.chain, tokenId);
  expect(kind).toBe('model');
  const { atoll } = await fetchDocument(author, metadataDigest);
  expect(atoll).toMatchObject({ kind: 'model', onnx: { cid, size: model.byteLength } });
  expect(cid).toBe(await cidOfFile(model));
  const served = await fetch(`${stack.services.marketplace.url}/ipfs/${cid}?format=raw`);
  expect(served.status).toBe(200);
}, 180_000);
