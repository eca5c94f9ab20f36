import { orderJob } from '@atoll/sdk/order';
import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { publishImage } from '../support/flow/example-algorithm.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import { approvePair, quotePair, watchToEnd } from '../support/flow/run.ts';
import { publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import { buildSmallImage } from '../support/images.ts';
import { leaseStack } from '../support/stack/lease.ts';

test(
  'an image that left the engine is fetched from IPFS, verified and run',
  { timeout: 120_000 },
  async () => {
    const { stack, socketPath, stop } = await leaseStack();
    try {
      const docker = new Docker({ socketPath });
      const built = await buildSmallImage({ socketPath }, { log: () => undefined });
      const image = await publishImage(stack, { socketPath, image: built });
      await docker.getImage(built).remove({ force: true });

      const pair = {
        dataset: await publishExampleDataset(stack),
        algorithm: await publishSmallAlgorithm(stack, image),
      };
      const { custodian } = await approvePair(stack, pair);
      expect(custodian.image?.imageId).toBe(built);
      expect(await docker.getImage(built).inspect()).toMatchObject({ Id: built });

      // gone again between approval and order: the job brings it back
      await docker.getImage(built).remove({ force: true });
      const { quote } = await quotePair(stack, pair, { parameters: { seconds: 0 } });
      const { jobId } = await orderJob(await contextOf(stack, stack.wallets.buyer), quote);
      expect((await watchToEnd(stack, jobId)).job).toMatchObject({ state: 'released' });
    } finally {
      await stop();
    }
  },
);
