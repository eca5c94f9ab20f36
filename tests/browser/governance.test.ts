import { blockTime } from '@atoll/chain/read-block-time';
import { readFeeRate } from '@atoll/chain/read-fee-rate';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import type { Stack } from '../support/stack/start.ts';
import type { Wallet } from '../support/wallets.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, shows, type Visit } from './support/enter.ts';
import { passTime } from './support/pass-time.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;
const day = 86_400;

test.beforeAll(async ({ world }) => {
  ({ stack, browser } = world);
}, 180_000);

/** A browser of somebody with this wallet, connected, on a page of the app. */
const visit = (as: Wallet, path: string): Promise<Visit> => enter({ stack, browser }, { as, path });

test('holders delegate, propose, vote, queue and execute a change of the fee', async () => {
  const { context, page, complaints } = await visit(stack.wallets.deployer, '/governance');
  await shows(page, 'Nothing was proposed yet');
  await expectAccessible(page);

  await page.getByRole('tab', { name: 'My votes' }).click();
  await shows(page, 'Tokens that nobody was named for do not vote');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Delegate to myself' }).click();
  await shows(page, 'It counts from the next proposal on');
  await shows(page, 'yourself');

  await page.getByRole('tab', { name: 'Propose' }).click();
  await shows(page, 'Protocol fee now: 2.5 %');
  await page.getByLabel('Fee, in per cent').fill('3.001');
  await page.getByRole('button', { name: 'Add this call' }).click();
  await shows(page, 'At most 2 digits after the point');
  await page.getByLabel('Fee, in per cent').fill('3');
  await page.getByRole('button', { name: 'Add this call' }).click();
  const words =
    '# Raise the fee\n\nIt pays for **audits**. <img src=x onerror=alert(1)> [more](javascript:alert(1))';
  await page.getByLabel('Title and reasons').fill(words);
  await expectAccessible(page);
  await page.reload();
  await page.getByLabel('Title and reasons').waitFor();
  expect(await page.getByLabel('Title and reasons').inputValue()).toBe(words);
  await page.getByLabel('Fee, in per cent').fill('3');
  await page.getByRole('button', { name: 'Add this call' }).click();
  await page.getByRole('button', { name: 'Propose' }).click();

  await page.getByRole('heading', { name: 'Raise the fee', level: 1 }).waitFor();
  await shows(page, 'pending: the vote has not begun');
  await shows(page, 'Set the protocol fee');
  await page.getByText('The exact call 1').click();
  await shows(page, 'setFeeRate(uint16)');
  await passTime(stack, day + 60);
  await page.reload();
  await shows(page, 'active: vote now');
  await page.getByLabel('For', { exact: true }).check();
  await page.getByLabel('Reason').fill('Audits are cheaper than losses');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Vote', exact: true }).click();
  await shows(page, 'You have voted on it');
  await shows(page, 'quorum reached');
  await shows(page, 'Audits are cheaper than losses');

  await passTime(stack, 5 * day + 60);
  await page.reload();
  await page.getByRole('button', { name: 'Queue it in the timelock' }).click();
  await shows(page, /It can be executed from/);
  await passTime(stack, 2 * day + 60);
  await page.reload();
  await page.getByRole('button', { name: 'Execute it' }).click();
  // The badge alone: that it can be executed stood there before.
  await page.getByText('executed', { exact: true }).first().waitFor();
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  expect(await readFeeRate(chain)).toBe(300);

  await page.goto(`${stack.services.marketplace.url}/governance#parameters`);
  await page.getByRole('cell', { name: '3 %', exact: true }).first().waitFor();
  await page.getByRole('figure').getByText('Protocol fee').waitFor();
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Treasury' }).click();
  await shows(page, 'The treasury, which is credited the fees');
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Proposals' }).click();
  await page.getByRole('link', { name: 'Raise the fee' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}, 200_000);

test('a delegation that a holder only signs counts once somebody else has sent it', async () => {
  const { deployer, stranger } = stack.wallets;
  const holder = await visit(deployer, '/governance#votes');
  await holder.page.getByLabel('To another account').fill(stranger.address);
  await holder.page.getByRole('button', { name: 'Sign only, without gas' }).click();
  const signed = await holder.page.getByLabel('Signed delegation', { exact: true }).inputValue();
  expect(holder.wallet.asked).toEqual(['eth_signTypedData_v4 Delegation']);
  await holder.context.close();

  const sender = await visit(stranger, '/governance#votes');
  await sender.page.getByText('Send a delegation that somebody signed').click();
  const field = sender.page.getByLabel('Signed delegation of another account');
  await field.fill(signed.replace(stranger.address.toLowerCase(), stack.wallets.buyer.address.toLowerCase()));
  await sender.page.getByRole('button', { name: 'Send it' }).click();
  await shows(sender.page, /another account has signed it/);
  await field.fill(signed);
  await sender.page.getByRole('button', { name: 'Send it' }).click();
  await shows(sender.page, 'Sent. The delegation counts from the next proposal on.');
  await sender.page.getByText('1,000,000,000 ATOLL').waitFor();
  expect(sender.complaints).toEqual([]);
  await sender.context.close();
}, 120_000);

test('a bounty is opened, worked for, and its award credited', async () => {
  const { buyer, stranger, dataOwner } = stack.wallets;
  const funder = await visit(buyer, '/bounties');
  await shows(funder.page, 'There is no bounty yet');
  await expectAccessible(funder.page);
  await funder.page.getByRole('link', { name: 'Open a bounty' }).click();
  await funder.page.getByLabel('Description').fill('Tide tables of **ten** harbours');
  await funder.page.getByLabel('Amount').fill('250.5');
  await funder.page.getByLabel('Judge', { exact: true }).fill(dataOwner.address);
  await expectAccessible(funder.page);
  await funder.page.getByRole('button', { name: 'Open the bounty' }).click();
  await shows(funder.page, 'takes submissions');
  await funder.page.getByText('ten', { exact: true }).waitFor();
  const link = funder.page.url();
  await funder.page.getByLabel('Contribution, in tUSD').fill('49.5');
  await funder.page.getByRole('button', { name: 'Contribute' }).click();
  await shows(funder.page, 'Added to the pot.');
  await shows(funder.page, '300 tUSD');
  expect(funder.complaints).toEqual([]);
  await funder.context.close();

  const path = link.slice(stack.services.marketplace.url.length);
  const worker = await visit(stranger, path);
  await worker.page.getByLabel('What you offer').fill('All ten, under [this](https://tides.example/)');
  await worker.page.getByRole('button', { name: 'Hand it in' }).click();
  await shows(worker.page, 'Handed in.');
  await worker.page.getByRole('link', { name: 'this (tides.example)' }).waitFor();
  await expectAccessible(worker.page);
  expect(worker.complaints).toEqual([]);
  await worker.context.close();

  const judge = await visit(dataOwner, path);
  await judge.page.getByLabel('Award, in tUSD').fill('200.25');
  await judge.page.getByRole('button', { name: 'Award' }).click();
  await shows(judge.page, 'Awarded.');
  await judge.page.getByText('awarded 200.25 tUSD').waitFor();
  await expectAccessible(judge.page);
  expect(judge.complaints).toEqual([]);
  await judge.context.close();

  const indexer = openIndexer({ url: stack.services.indexer.url });
  const { items } = await indexer.bounties.list();
  expect(items).toMatchObject([{ pot: '300000000', rest: '99750000', awarded: '200250000' }]);
  const { chain } = await contextOf(stack, stranger);
  expect(items[0]?.submitUntil).toBeGreaterThan((await blockTime(chain)) + 29 * day);
}, 180_000);
