import { readApproval } from '@atoll/chain/read-approval';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { AlgorithmDocument } from '@atoll/schemas/metadata/algorithm';
import type { Bytes32 } from '@atoll/schemas/ids';
import { fetchDocument } from '@atoll/sdk/fetch-document';
import { listSamples } from '@atoll/sdk/make-sample';
import { orderJob } from '@atoll/sdk/order';
import { pinDocument } from '@atoll/sdk/pin-document';
import { readJob } from '@atoll/sdk/read-job';
import { listOwnRequests, requestApproval } from '@atoll/sdk/request-approval';
import { reviseAsset } from '@atoll/sdk/revise-asset';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import type { PublishedAlgorithm } from '../support/flow/example-algorithm.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import { approvePair, quotePair } from '../support/flow/run.ts';
import { publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import type { Stack } from '../support/stack/start.ts';
import { waitFor } from '../support/wait.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, press, shows } from './support/enter.ts';
import { makeExampleSample } from './support/market.ts';
import { test } from './support/world.ts';

const slowly = { deadlineMs: 120_000, everyMs: 200 };

/** Gives an algorithm a version that may leave more and run for less long. Answers its digest. */
async function widen(stack: Stack, algorithm: PublishedAlgorithm): Promise<Bytes32> {
  const author = await contextOf(stack, stack.wallets.algorithmAuthor);
  const document = AlgorithmDocument.parse(await fetchDocument(author, algorithm.metadataDigest));
  const { manifest } = document.atoll;
  const outputs = manifest.outputs.map((output) => ({ ...output, maxBytes: 4096 }));
  const wider = {
    ...document,
    atoll: { ...document.atoll, manifest: { ...manifest, outputs, maxSeconds: 90 } },
  };
  const { digest } = await pinDocument(author, canonicalJsonBytes(wider));
  await reviseAsset(author, { assetId: algorithm.tokenId, metadataDigest: digest });
  return digest;
}

test('the next version of an algorithm is shown with what differs, refused with a reason, and who asked reads it', async ({
  world,
  market: { dataset },
  countImage,
}) => {
  const { stack } = world;
  const algorithm = await publishSmallAlgorithm(stack, countImage, { name: 'Count twice' });
  await approvePair(stack, { dataset, algorithm });
  const metadataDigest = await widen(stack, algorithm);
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const asked = { datasetId: dataset.tokenId, algorithmId: algorithm.tokenId, metadataDigest };
  await requestApproval(buyer, { ...asked, message: 'now with more to see' });

  const owner = { as: stack.wallets.dataOwner, path: '/desk', service: 'compute-provider' } as const;
  const { context, page, wallet, complaints } = await enter(world, owner);
  await press(page, 'Sign in');
  const card = page.getByRole('article').filter({ hasText: 'now with more to see' });
  const changes = card.getByRole('table', { name: /Changes since the version that was approved last/ });
  const rows = (text: string) => changes.getByRole('row').filter({ hasText: text });
  await rows('What leaves').getByText('allows more').waitFor();
  await rows('What leaves').getByText('1024').waitFor();
  await rows('What leaves').getByText('4096').waitFor();
  await rows('Time').getByText('100', { exact: true }).waitFor();
  await rows('Time').getByText('90', { exact: true }).waitFor();
  await expectAccessible(page);
  await page.reload();
  await card.getByRole('button', { name: 'Reject…' }).click();
  await page.getByLabel('Why not').fill('four kilobytes are more than a count needs');
  await expectAccessible(page);
  wallet.rejectNext();
  await press(page, 'Reject the request');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Reject the request');
  await card.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();

  const mine = await listOwnRequests(buyer);
  expect(mine.find((each) => each.metadataDigest === metadataDigest)).toMatchObject({
    state: 'rejected',
    reason: 'four kilobytes are more than a count needs',
  });
  const pair = {
    ...{ datasetId: dataset.tokenId, algorithmId: algorithm.tokenId, algorithmDigest: metadataDigest },
  };
  expect(await readApproval(buyer.chain, pair)).toBeUndefined();

  const shop = await enter(world, {
    as: stack.wallets.buyer,
    path: `/buy/${encodeURIComponent(dataset.id)}`,
  });
  await shop.page.getByText(/more that need approval first/).click();
  await shop.page.getByRole('radio', { name: /Count twice/ }).check();
  await press(shop.page, 'What became of my requests?');
  await shop.page
    .getByRole('listitem')
    .filter({ hasText: 'refused' })
    .getByText('four kilobytes are more than a count needs')
    .waitFor();
  expect(shop.complaints).toEqual([]);
  await shop.context.close();
}, 180_000);

test('an output that two persons have to release leaves when the second has', async ({
  world,
  countImage,
}) => {
  const { stack } = world;
  const dataset = await publishExampleDataset(stack, {
    name: 'two-persons',
    rules: { release: 'review', reviewers: 2, outputTypes: ['json'], maxOutputBytes: 1 << 16 },
    reviewWindow: 86_400,
  });
  const algorithm = await publishSmallAlgorithm(stack, countImage, { name: 'Count for two' });
  await approvePair(stack, { dataset, algorithm });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote } = await quotePair(stack, { dataset, algorithm }, { parameters: { seconds: 0 } });
  const { jobId } = await orderJob(buyer, quote);
  const state = async () => (await readJob(buyer, jobId)).state;
  await waitFor('the run to be held', async () => (await state()) === 'output_review', slowly);

  const decide = async (as: 'dataOwner' | 'algorithmAuthor', told: string) => {
    const reviewer = stack.wallets[as];
    const visit = { as: reviewer, path: '/desk/reviews', service: 'compute-provider' } as const;
    const { context, page, complaints } = await enter(world, visit);
    await press(page, 'Sign in');
    const card = page.getByRole('article').filter({ has: page.locator(`code[title="${jobId}"]`) });
    await card.getByText(told).waitFor();
    await expectAccessible(page);
    await page.reload();
    await card.getByLabel('Note').fill(`looked at by ${as}`);
    await card.getByRole('button', { name: 'Release' }).click();
    return { context, page, card, complaints };
  };
  const first = await decide('dataOwner', '0 of 2 did');
  await first.card.getByText('1 of 2 did').waitFor();
  await first.card.getByRole('listitem').filter({ hasText: 'looked at by dataOwner' }).waitFor();
  expect(await first.card.getByRole('button', { name: 'Release' }).count()).toBe(0);
  expect(await state()).toBe('output_review');
  expect(first.complaints).toEqual([]);
  await first.context.close();
  const second = await decide('algorithmAuthor', '1 of 2 did');
  await second.card.waitFor({ state: 'detached' });
  expect(second.complaints).toEqual([]);
  await second.context.close();
  await waitFor('the run to be released', async () => (await state()) === 'released', slowly);
}, 180_000);

test('a sample is refused in words, made, looked at and published at the desk', async ({ world }) => {
  const { stack } = world;
  const dataset = await publishExampleDataset(stack, { name: 'cells-sampled' });
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  const desk = await enter(world, {
    as: stack.wallets.dataOwner,
    path: '/desk/datasets',
    service: 'compute-provider',
  });
  await press(desk.page, 'Sign in');
  await desk.page.getByLabel('Dataset', { exact: true }).selectOption('cells-sampled');
  await shows(desk.page, 'No sample was made yet.');
  await desk.page.getByLabel('What it may cost (ε)').fill('1');
  await press(desk.page, 'Make a draft');
  // The bounds of these columns cannot be found privately: the provider says which, and what to do.
  await shows(desk.page, /its bounds do not stand out of the noise/);
  await shows(desk.page, /Give the column a domain/);
  await makeExampleSample(stack, dataset.snapshot, 3);
  await desk.page.reload();
  await desk.page.getByLabel('Dataset', { exact: true }).selectOption('cells-sampled');
  // What was asked and refused is spent like what was given.
  await shows(desk.page, /ε = 4 of at most 4/);
  const card = desk.page.getByRole('article').filter({ hasText: 'Sample of' });
  await card.getByRole('table').getByRole('row').nth(2).waitFor();
  await expectAccessible(desk.page);
  await desk.page.reload();
  await desk.page.getByLabel('Dataset', { exact: true }).selectOption('cells-sampled');
  desk.wallet.rejectNext();
  await press(desk.page, 'Publish for good');
  await shows(desk.page, /You refused this in your wallet/);
  await press(desk.page, 'Publish for good');
  await card.getByText('Public as').waitFor();
  await expectAccessible(desk.page);
  // The refusal is the provider’s: the page’s own request was answered 422.
  expect(desk.complaints.filter((text) => !text.includes('422'))).toEqual([]);
  await desk.context.close();
  const [sample] = await listSamples(owner, 'cells-sampled');
  const cid = sample?.published?.sample ?? '';
  expect(cid).not.toBe('');
}, 240_000);
