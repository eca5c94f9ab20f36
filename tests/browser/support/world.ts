import type { OciImage } from '@atoll/schemas/metadata/image';
import type { Browser } from 'playwright-core';
import { test as plain } from 'vitest';
import { publishImage } from '../../support/flow/example-algorithm.ts';
import { buildSmallImage } from '../../support/images.ts';
import { leaseStack, type StackLease } from '../../support/stack/lease.ts';
import type { Stack } from '../../support/stack/start.ts';
import { startBrowser } from './browser.ts';
import { type LivingMarket, openLivingMarket } from './market.ts';

/** What all browser tests of a run share. Each opens a profile of its own and leaves the market as it may be found. */
export interface World {
  readonly lease: StackLease;
  readonly stack: Stack;
  readonly browser: Browser;
}

async function openWorld(): Promise<World> {
  const [lease, browser] = await Promise.allSettled([leaseStack(), startBrowser()]);
  if (lease.status === 'fulfilled' && browser.status === 'fulfilled') {
    return { lease: lease.value, stack: lease.value.stack, browser: browser.value };
  }
  if (lease.status === 'fulfilled') await lease.value.stop();
  if (browser.status === 'fulfilled') await browser.value.close();
  throw lease.status === 'rejected' ? lease.reason : browser.status === 'rejected' && browser.reason;
}

interface Shared {
  $worker: {
    world: World;
    /** The image of the counting algorithm, on IPFS. */
    countImage: OciImage;
    /** A dataset and an algorithm that is approved for it, with a run that was paid, released and rated. Nobody changes either. */
    market: LivingMarket;
  };
}

/**
 * vitest's `test` with what all files share: one stack and one browser a worker process, opened when the first test needs them and
 * closed with the process. Starting them took 12 of the 40 seconds of a file.
 *
 * @example
 * test('a page opens', async ({ world }) => { const { context } = await openProfile(world.browser); … });
 */
export const test = plain.extend<Shared>({
  world: [
    async ({}, use) => {
      const world = await openWorld();
      await use(world);
      await world.browser.close();
      await world.lease.stop();
    },
    { scope: 'worker' },
  ],
  countImage: [
    async ({ world }, use) => {
      const { stack, socketPath } = world.lease;
      const image = await buildSmallImage(world.lease, { log: () => undefined });
      await use(await publishImage(stack, { socketPath, image }));
    },
    { scope: 'worker' },
  ],
  market: [
    async ({ world, countImage }, use) => {
      await use(await openLivingMarket(world.stack, { image: countImage }));
    },
    { scope: 'worker' },
  ],
});
