import { readSettlement } from '@atoll/chain/read-settlement';
import type { OciImage } from '@atoll/schemas/metadata/image';
import { orderJob } from '@atoll/sdk/order';
import { expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import { publishExampleAlgorithm } from '../support/flow/example-algorithm.ts';
import { type PublishedDataset, publishExampleDataset } from '../support/flow/example-dataset.ts';
import { approvePair, quotePair, watchToEnd } from '../support/flow/run.ts';
import { buildMisbehavingImage } from '../support/images.ts';
import { findLeftovers } from '../support/leftovers.ts';
import { waitFor } from '../support/wait.ts';
import type { StackLease } from '../support/stack/lease.ts';
import { test } from './support/shared-stack.ts';

let lease: StackLease;
let dataset: PublishedDataset;
let image: OciImage;

test.beforeAll(async ({ shared, publish }) => {
  lease = shared;
  const built = await buildMisbehavingImage(lease, { log: () => undefined });
  image = await publish(built);
  dataset = await publishExampleDataset(lease.stack, { name: 'misused' });
}, 180_000);

const failures = [
  { act: 'exit_code', reason: 'algorithm_exited_nonzero' },
  { act: 'memory', reason: 'algorithm_out_of_memory' },
  { act: 'loop', reason: 'algorithm_timed_out' },
  { act: 'nothing', reason: 'output_missing' },
  { act: 'undeclared', reason: 'output_undeclared' },
  { act: 'too_big', reason: 'output_too_large' },
] as const;

test.each(failures)(
  'an algorithm that does $act ends as $reason and costs at most the failure cap',
  { timeout: 60_000 },
  async ({ act, reason }) => {
    const { stack } = lease;
    const algorithm = await publishExampleAlgorithm(stack, image, {
      name: `misbehaves: ${act}`,
      manifest: {
        entrypoint: ['/usr/bin/python3', '-B', '/algorithm/misbehave.py', act],
        parameters: { type: 'object', additionalProperties: false },
        outputs: [{ name: 'result.json', type: 'json', maxBytes: 65_536, required: true }],
        resources: { cpus: 1, memoryBytes: 128 << 20, scratchBytes: 8 << 20, pids: 64, gpus: 0 },
        maxSeconds: 4,
      },
    });
    const pair = { dataset, algorithm };
    await approvePair(stack, pair);
    const failureCap = 3_000n;
    const { quote } = await quotePair(stack, pair, { parameters: {}, failureCap });
    const buyer = await contextOf(stack, stack.wallets.buyer);
    const { jobId } = await orderJob(buyer, quote);
    const { job } = await watchToEnd(stack, jobId);
    expect(job).toMatchObject({ state: 'failed', reason, settlement: 'part_refunded' });
    expect(job.hint).toBeTruthy();
    expect(job.result).toBeUndefined();

    const settlement = await readSettlement(buyer.chain, jobId);
    expect(settlement?.receipt.outcome).toBe('algorithm_failed');
    const paid = new Map(settlement?.payments.map((payment) => [payment.role, payment.amount]));
    expect(paid.get('data')).toBeUndefined();
    expect(paid.get('algorithm')).toBeUndefined();
    const spent = (paid.get('compute') ?? 0n) + (paid.get('fee') ?? 0n);
    expect(spent).toBeGreaterThan(0n);
    expect(spent).toBeLessThanOrEqual(failureCap);
    expect(paid.get('refund')).toBe(quote.maximum - spent);
  },
);

test('failed runs leave no container and no volume', async () => {
  await waitFor('the provider to clear what its runs used', async () => {
    const { containers, volumes } = await findLeftovers(
      lease.socketPath,
      lease.stack.wallets.provider.address,
    );
    return containers.length + volumes.length === 0;
  });
});
