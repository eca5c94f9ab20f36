import type { Page } from 'playwright-core';

/** Words that seal the keys of tests. */
export const passphrase = 'reef lagoon sand tide';

/** Makes the key for results on a page that asks for one, saves its recovery file and says so. */
export async function makeKey(page: Page): Promise<string> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('The passphrase again').fill(passphrase);
  await page.getByRole('button', { name: 'Make a key' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the recovery file', exact: true }).click({ timeout: 60_000 });
  const file = await (await saved).path();
  await page.getByLabel('I saved the file').check();
  const safe = page.getByRole('button', { name: 'The file is safe' });
  await safe.click();
  // It goes once that is written down: who leaves the page before has to say it again.
  await safe.waitFor({ state: 'detached' });
  return file;
}

/** Has the shown choice priced, once its parameter is filled in. */
export async function getPrice(page: Page, seconds = '0'): Promise<void> {
  await page.getByLabel('seconds', { exact: true }).fill(seconds);
  await page.getByRole('button', { name: 'Check everything and get a binding price' }).click();
}
