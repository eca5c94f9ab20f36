import type { ReceiptStatement } from '@atoll/schemas/receipt';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { orderJob } from '@atoll/sdk/order';
import { verifyResult } from '@atoll/sdk/verify-result';
import { z } from 'zod';
import { contextOf } from '../support/flow/context.ts';
import { publishImage } from '../support/flow/example-algorithm.ts';
import { publishExampleDataset } from '../support/flow/example-dataset.ts';
import { publishGpuAlgorithm } from '../support/flow/gpu-algorithm.ts';
import { approvePair, type Pair, quotePair, watchToEnd } from '../support/flow/run.ts';
import type { Stack } from '../support/stack/start.ts';

/** What `compute.py` writes. */
const Result = z.object({
  devices: z.int(),
  device: z.string(),
  memoryBytes: z.int().positive(),
  patternsFound: z.int().nonnegative(),
  bytesSearched: z.int().positive(),
  sum: z.int(),
  bytesFilled: z.int().positive(),
});

export interface GpuRun {
  readonly result: z.infer<typeof Result>;
  readonly usage: ReceiptStatement['predicate']['usage'];
  readonly cleared: { readonly bytes: number; readonly checkedBytes: number } | null;
}

/** A mebibyte of ones, added up word by word. */
const expectedSum = 2 ** 18;

/**
 * Publishes, approves and sells two runs of the algorithm one after the other; the second looks for the pattern that the first left.
 * @returns both, and whether each saw one device, computed rightly, found nothing of the other, and had its memory cleared afterwards
 */
export async function sellTwoRuns(
  stack: Stack,
  input: { socketPath: string; image: string; patterns: readonly [number, number] },
): Promise<{ first: GpuRun; second: GpuRun; passed: boolean }> {
  const { socketPath, image, patterns } = input;
  const [dataset, oci] = await Promise.all([
    publishExampleDataset(stack),
    publishImage(stack, { socketPath, image }),
  ]);
  const pair = { dataset, algorithm: await publishGpuAlgorithm(stack, oci) };
  await approvePair(stack, pair);
  const first = await buyRun(stack, pair, { lookFor: patterns[1], leave: patterns[0] });
  const second = await buyRun(stack, pair, { lookFor: patterns[0], leave: patterns[1] });
  const passed = [first, second].every(
    ({ result, cleared }) =>
      result.devices === 1 && result.sum === expectedSum && result.patternsFound === 0 && cleared !== null,
  );
  return { first, second, passed };
}

async function buyRun(
  stack: Stack,
  pair: Pair,
  parameters: { lookFor: number; leave: number },
): Promise<GpuRun> {
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { quote, identity } = await quotePair(stack, pair, { parameters });
  const { jobId } = await orderJob(buyer, quote);
  const { job } = await watchToEnd(stack, jobId, { timeout: 600_000 });
  if (job.state !== 'released')
    throw new Error(`the job ended ${job.state}: ${job.reason ?? ''} ${job.hint ?? ''}`);
  const signed = await fetchReceipt(buyer, jobId);
  const opened = await decryptResult(await fetchResult(buyer, { jobId }), identity.identity);
  const { predicate } = await verifyResult(buyer.chain, { signed, result: opened });
  const bytes = opened.outputs.get('gpu.json');
  return {
    result: Result.parse(JSON.parse(Buffer.from(bytes ?? []).toString())),
    usage: predicate.usage,
    cleared: predicate.gpu?.[0]?.cleared ?? null,
  };
}
