import type { Cid } from '@atoll/schemas/ids';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { test as plain } from 'vitest';
import { publishImage } from '../../support/flow/example-algorithm.ts';
import { leaseStack, type StackLease } from '../../support/stack/lease.ts';

interface Shared {
  $worker: {
    /** A stack for all files of a worker process; each publishes datasets under names of its own. */
    shared: StackLease;
    /** Puts an image of the engine on the stack's IPFS, without the layers that one before has put there: the base has 346 MB. */
    publish: (image: string) => Promise<OciImage>;
  };
}

/**
 * vitest's `test` with one stack for the files that ask nothing of the whole of it: not which jobs it has, nor that a service ends. Opened
 * when the first file needs it and closed with the process; to start one for each file took half of their time.
 *
 * @example
 * test.beforeAll(async ({ shared }) => { lease = shared; … }, 180_000);
 */
export const test = plain.extend<Shared>({
  shared: [
    async ({}, use) => {
      // Reservations of quotes that are never ordered would take all slots otherwise.
      const lease = await leaseStack({ slots: 32, withOnnxRunner: true });
      await use(lease);
      await lease.stop();
    },
    { scope: 'worker' },
  ],
  publish: [
    async ({ shared: { stack, socketPath } }, use) => {
      const blobs = new Map<string, Cid>();
      await use((image) => publishImage(stack, { socketPath, image, blobs }));
    },
    { scope: 'worker' },
  ],
});
