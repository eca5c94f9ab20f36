import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readTokenBalance } from '@atoll/chain/read-balance';
import { armor, Decrypter, identityToRecipient } from 'age-encryption';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PublishedDataset } from '../support/flow/example-dataset.ts';
import type { PublishedAlgorithm } from '../support/flow/example-algorithm.ts';
import { contextOf } from '../support/flow/context.ts';
import { approvePair } from '../support/flow/run.ts';
import { countedRows, publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import type { Stack } from '../support/stack/start.ts';
import { expectAccessible } from './support/axe.ts';
import { enter, type Visit } from './support/enter.ts';
import { getPrice, makeKey, passphrase } from './support/buying.ts';
import { test } from './support/world.ts';

/** Where Debian’s package puts it. */
const agePath = '/usr/bin/age';

let stack: Stack;
let browser: Browser;
let dataset: PublishedDataset;
let algorithm: PublishedAlgorithm;
let url: string;

test.beforeAll(async ({ world, market, countImage }) => {
  ({ stack, browser } = world);
  url = stack.services.marketplace.url;
  ({ dataset } = market);
  // Nobody has approved this one yet.
  algorithm = await publishSmallAlgorithm(stack, countImage, { name: 'Count for a survey' });
}, 240_000);

/** The buyer's browser on the page that sells runs of the dataset, or on another one. */
const openShop = (path = `/buy/${encodeURIComponent(dataset.id)}`, origin = url): Promise<Visit> =>
  enter({ stack, browser }, { as: stack.wallets.buyer, path, origin });

/** The owner's yes, at the provider and on chain; a second one changes nothing. */
let approved: Promise<unknown> | undefined;
const approve = () => (approved ??= approvePair(stack, { dataset, algorithm }));

const chooseAlgorithm = (page: Page) => page.getByRole('radio', { name: /Count for a survey/ }).check();

test('a buyer asks for approval, orders without gas, follows the run, opens and verifies its result and rates it, over reloads and a refusal', async () => {
  const { context, page, wallet, complaints } = await openShop();
  await page.getByText(/more that need approval first/).click();
  await chooseAlgorithm(page);
  await page.getByLabel('Message to the owner').fill('for a count of rows');
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  await page.getByText('waits for the owner’s answer').waitFor();
  await expectAccessible(page);
  await approve();
  await page.reload();
  // What was chosen is still chosen, and approved now.
  const approvals = page.getByRole('group', { name: 'Approved by the data’s owner' });
  await approvals.getByRole('radio', { checked: true }).waitFor();
  expect(await readFile(await makeKey(page), 'utf8')).toContain('BEGIN AGE ENCRYPTED FILE');
  await page.reload();
  await page.getByRole('button', { name: 'Check everything and get a binding price' }).click();
  await page.getByText('Fill this in').waitFor();
  await getPrice(page, '2');
  const price = page.getByRole('heading', { name: 'Your price' });
  await price.waitFor();
  await expectAccessible(page);

  wallet.rejectNext();
  await page.getByRole('button', { name: 'Sign and order' }).click();
  await page.getByText('You refused this in your wallet').waitFor();
  await page.reload();
  await price.waitFor();
  const before = wallet.asked.length;
  await page.getByRole('button', { name: 'Sign and order' }).click();
  await page.waitForURL(/\/orders\/0x/);
  expect(wallet.asked.slice(before)).toEqual(['eth_signTypedData_v4 Permit', 'eth_signTypedData_v4 Order']);

  await page.getByRole('button', { name: 'Show live progress' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'running beside the data' })
    .and(page.locator('[data-state=now]'))
    .waitFor();
  // In the middle of the run: the order is found again, and the live view opens by itself, for one sign-in covers it.
  const asked = wallet.asked.length;
  await page.reload();
  await page.getByRole('heading', { name: 'Result', exact: true }).waitFor();
  expect(wallet.asked.slice(asked)).toEqual([]);
  await page.reload();
  await page.getByLabel('Passphrase of your key').fill(passphrase);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await page.getByRole('button', { name: 'Fetch, decrypt and verify' }).click();
  await page.getByText('Verified: this is what the provider signed for').waitFor();
  await page.getByRole('cell', { name: String(countedRows), exact: true }).waitFor();
  await page.getByText(/What was checked/).click();
  expect(await page.locator('.checks li').filter({ hasText: ': passed' }).count()).toBe(10);
  await expectAccessible(page);

  await page.getByRole('radio', { name: '4' }).check();
  wallet.rejectNext();
  await page.getByRole('button', { name: 'Rate', exact: true }).click();
  await page.getByText('You refused this in your wallet').waitFor();
  await page.reload();
  await page.getByRole('radio', { name: '4' }).check();
  await page.getByRole('button', { name: 'Rate', exact: true }).click();
  await page.getByText('You rated this run 4 of 5').waitFor();
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole('region', { name: 'Rating' }).getByText('You rated this run 4 of 5').waitFor();
        return page.getByRole('button', { name: 'Rate', exact: true }).count();
      },
      { timeout: 30_000 },
    )
    .toBe(0);
  await page.goto(`${url}/orders`);
  await page.getByRole('cell', { name: 'rated 4 of 5' }).waitFor();
  await expectAccessible(page);
  await page.goto(`${url}/keys`);
  await page.getByText('new orders use it').waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  await context.close();
}, 240_000);

test('a wallet on another chain and a provider that is down are told, and nothing is lost by either', async () => {
  await approve();
  const { context, page, wallet, complaints } = await openShop();
  const provider = `${stack.services['compute-provider'].url}/**`;
  await wallet.moveToChain(1);
  await page.getByText('Your wallet is on chain 1').waitFor();
  await page.getByRole('button', { name: /^Switch to/ }).click();
  await chooseAlgorithm(page);
  await makeKey(page);
  await getPrice(page);
  const order = page.getByRole('button', { name: 'Sign and order' });
  await order.waitFor();

  await context.route(provider, (route) => route.abort('connectionrefused'));
  await order.click();
  await page.getByText(/did not answer as it should/).waitFor();
  await page.reload();
  await page.getByText('You have signed this order').waitFor();
  await context.unroute(provider);
  const signatures = wallet.asked.length;
  await page.getByRole('button', { name: 'Send the signed order again' }).click();
  await page.waitForURL(/\/orders\/0x/);
  expect(wallet.asked.length).toBe(signatures);

  await page.goto(`${url}/account`);
  wallet.rejectNext();
  await page.getByRole('button', { name: 'Withdraw all' }).click();
  await page.getByText('You refused this in your wallet').waitFor();
  await page.reload();
  const { chain } = await contextOf(stack, stack.wallets.buyer);
  const purse = () =>
    readTokenBalance(chain, { token: stack.token.address, account: stack.wallets.buyer.address });
  const before = await purse();
  await page.getByRole('button', { name: 'Withdraw all' }).click();
  await page.getByText('Withdrawn to your wallet').waitFor();
  expect(await purse()).toBeGreaterThan(before);
  await expectAccessible(page);
  expect(complaints.filter((each) => !each.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  await context.close();
}, 180_000);

test('a key is locked and unlocked, and comes back from its recovery file after it was removed', async () => {
  const { context, page, complaints } = await openShop('/keys');
  const file = await makeKey(page);
  const card = page.getByRole('region', { name: /^Key age1/ });
  await card.getByText('unlocked', { exact: true }).waitFor();
  const recipient = await card.getByText(/^age1/).last().innerText();
  await card.getByRole('button', { name: 'Lock', exact: true }).click();
  await card.getByText('locked', { exact: true }).waitFor();
  await card.getByLabel('Passphrase of your key').fill('not these words at all');
  await card.getByRole('button', { name: 'Unlock', exact: true }).click();
  await card.getByText('This passphrase does not open the key').waitFor();
  await card.getByLabel('Passphrase of your key').fill(passphrase);
  await card.getByRole('button', { name: 'Unlock', exact: true }).click();
  await card.getByText('unlocked', { exact: true }).waitFor();
  await expectAccessible(page);

  await card.getByRole('button', { name: 'Remove from this browser' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByRole('heading', { name: 'Make your key' }).waitFor();
  await page.getByRole('button', { name: 'I have a recovery file' }).click();
  await page.getByLabel('Recovery file').setInputFiles(file);
  await page.getByLabel('Its passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Restore the key' }).click();
  await card.getByText('unlocked', { exact: true }).waitFor();
  expect(await card.getByText(/^age1/).last().innerText()).toBe(recipient);

  // What the file holds without a line of the app: the passphrase and the format are enough.
  const recovery = await readFile(file, 'utf8');
  const opener = new Decrypter();
  opener.addPassphrase(passphrase);
  const [identity = ''] =
    /AGE-SECRET-KEY-1\w+/.exec(await opener.decrypt(armor.decode(recovery), 'text')) ?? [];
  expect(await identityToRecipient(identity)).toBe(recipient);
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);

test('the age program opens the recovery file with the passphrase', async ({ skip }) => {
  if (!existsSync(agePath)) skip(`there is no ${agePath}; apt-get install age brings it`);
  const { context, page } = await openShop('/keys');
  const file = await makeKey(page);
  const recipient = await page
    .getByRole('region', { name: /^Key age1/ })
    .getByText(/^age1/)
    .last()
    .innerText();
  // age asks a terminal for the passphrase, and script is one.
  const opened = spawnSync('script', ['-qec', `${agePath} --decrypt ${file}`, '/dev/null'], {
    input: `${passphrase}\n`,
    encoding: 'utf8',
    timeout: 30_000,
  });
  // The browser keeps a download for as long as its profile.
  await context.close();
  const [identity = ''] = /AGE-SECRET-KEY-1\w+/.exec(opened.stdout) ?? [];
  expect(identity, opened.stdout + opened.stderr).not.toBe('');
  expect(await identityToRecipient(identity)).toBe(recipient);
}, 60_000);

test('a passkey unlocks a key', async () => {
  // Passkeys are for names, not for addresses.
  const { context, page, complaints } = await openShop('/keys', url.replace('127.0.0.1', 'localhost'));
  const debug = await context.newCDPSession(page);
  await debug.send('WebAuthn.enable');
  await debug.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: true,
    },
  });
  await makeKey(page);
  await page.getByRole('button', { name: 'Unlock with a passkey from now on' }).click();
  await page.getByText('passphrase (scrypt) and passkey').waitFor();
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('button', { name: 'Unlock with the passkey' }).click();
  await page.getByText('unlocked', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);
