import { answerDispute } from '@atoll/sdk/answer-dispute';
import { sha256 } from '@atoll/sdk/digest';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { orderJob } from '@atoll/sdk/order';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { quotePair, watchToEnd } from '../support/flow/run.ts';
import { countedRows } from '../support/flow/small-algorithm.ts';
import { waitFor } from '../support/wait.ts';
import { expectAccessible } from './support/axe.ts';
import { makeKey } from './support/buying.ts';
import { enter, press, shows } from './support/enter.ts';
import { test } from './support/world.ts';

test('a result for a key that is lost is encrypted anew, and a dispute over it is opened, answered and followed', async ({
  world,
  market,
}) => {
  const { stack } = world;
  const buyer = await contextOf(stack, stack.wallets.buyer);
  // By an identity that no browser has.
  const { quote } = await quotePair(stack, market, { parameters: { seconds: 0 } });
  const { jobId } = await orderJob(buyer, quote);
  await watchToEnd(stack, jobId);

  const { context, page, wallet, complaints } = await enter(world, {
    as: stack.wallets.buyer,
    path: '/keys',
  });
  await makeKey(page);
  await page.goto(`${stack.services.marketplace.url}/orders/${jobId}`);
  await press(page, 'Have it encrypted anew for my present key');
  await expectAccessible(page);
  if (await page.getByLabel('Passphrase of your key').isVisible()) {
    await page.getByLabel('Passphrase of your key').fill('reef lagoon sand tide');
    await press(page, 'Unlock');
  }
  wallet.rejectNext();
  await press(page, 'Fetch, decrypt and verify');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Fetch, decrypt and verify');
  await page.getByText('Verified: this is what the provider signed for').waitFor();
  await page.getByRole('cell', { name: String(countedRows), exact: true }).waitFor();
  await expectAccessible(page);

  await page.reload();
  await page.getByText('Something is wrong with this run').click();
  const evidence = Buffer.from('It counts one row too few.');
  await page
    .getByLabel('Evidence')
    .setInputFiles({ name: 'evidence.txt', mimeType: 'text/plain', buffer: evidence });
  await expectAccessible(page);
  wallet.rejectNext();
  await press(page, 'Open a dispute');
  await shows(page, /You refused this in your wallet/);
  await press(page, 'Open a dispute');
  await page.getByText(/^Disputed/).waitFor();
  await expectAccessible(page);
  const indexer = openIndexer({ url: stack.services.indexer.url });
  const find = async () =>
    (await indexer.disputes.list({ buyer: stack.wallets.buyer.address, limit: 100 })).items.find(
      (each) => each.jobId === jobId,
    );
  expect(await find()).toMatchObject({ state: 'open', evidence: await sha256(new Uint8Array(evidence)) });

  const answer = await sha256(new TextEncoder().encode('The first row is a header.'));
  await answerDispute(await contextOf(stack, stack.wallets.provider), { jobId, evidence: answer });
  await waitFor('the answer to be indexed', async () => (await find())?.answer === answer, {
    deadlineMs: 30_000,
    everyMs: 200,
  });
  await page.goto(`${stack.services.marketplace.url}/explorer/${jobId}`);
  await page.getByRole('heading', { name: 'Dispute opened' }).waitFor();
  await page.getByRole('heading', { name: 'Dispute answered' }).waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 240_000);
