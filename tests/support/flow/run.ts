import type { Problem } from '@atoll/schemas/problem';
import { AtollError } from '@atoll/schemas/error';
import type { JobView } from '@atoll/schemas/job';
import { approveAlgorithm } from '@atoll/sdk/approve-algorithm';
import { type CheckedQuote, requestQuote } from '@atoll/sdk/quote';
import type { PublishedAsset } from '@atoll/sdk/publish-asset';
import { type AgeIdentity, createIdentity } from '@atoll/sdk/recipient';
import { watchJob } from '@atoll/sdk/watch-job';
import type { Stack } from '../stack/start.ts';
import type { Wallet } from '../wallets.ts';
import { contextOf } from './context.ts';
import type { PublishedAlgorithm } from './example-algorithm.ts';
import type { PublishedDataset } from './example-dataset.ts';

/** A dataset and an algorithm that wants to run on it. */
export interface Pair {
  readonly dataset: PublishedDataset;
  readonly algorithm: PublishedAlgorithm;
}

/** The same, of an algorithm of any kind. */
export interface Assets {
  readonly dataset: PublishedDataset;
  readonly algorithm: PublishedAsset;
}

/** Parameters that the example algorithm takes. */
export const exampleParameters = { testFraction: 0.25, regularization: 1, seed: 42 } as const;

/** Approves the algorithm for the dataset: the custodian at the provider, the owner on chain. */
export async function approvePair(
  stack: Stack,
  { dataset, algorithm }: Assets,
  options: { runs?: number; validFor?: number } = {},
) {
  return approveAlgorithm(await contextOf(stack, stack.wallets.dataOwner), {
    datasetId: dataset.tokenId,
    algorithmId: algorithm.tokenId,
    metadataDigest: algorithm.metadataDigest,
    ...options,
  });
}

export interface QuoteOptions {
  readonly buyer?: Wallet;
  readonly identity?: AgeIdentity;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly maxSeconds?: number;
  readonly failureCap?: bigint;
  readonly relayed?: boolean;
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** Asks for a quote as the buyer would, with an identity of its own. */
export async function quotePair(
  stack: Stack,
  { dataset, algorithm }: Assets,
  options: QuoteOptions = {},
): Promise<{ quote: CheckedQuote; identity: AgeIdentity }> {
  const buyer = await contextOf(stack, options.buyer ?? stack.wallets.buyer);
  const identity = options.identity ?? (await createIdentity());
  const quote = await requestQuote(buyer, {
    provider: stack.wallets.provider.address,
    environment: stack.environment,
    datasets: [{ assetId: dataset.tokenId.toString(), metadataDigest: dataset.metadataDigest }],
    algorithm: { assetId: algorithm.tokenId.toString(), metadataDigest: algorithm.metadataDigest },
    parameters: { ...(options.parameters ?? exampleParameters) },
    recipient: identity.publicKey,
    ...(options.maxSeconds === undefined ? {} : { maxSeconds: options.maxSeconds }),
    ...(options.failureCap === undefined ? {} : { failureCap: options.failureCap.toString() }),
    ...(options.relayed === undefined ? {} : { relayed: options.relayed }),
    ...options.changes,
  });
  return { quote, identity };
}

/** The problem that a call is refused with; a call that succeeds is a failure of the test. */
export async function problemFrom(
  call: Promise<unknown>,
): Promise<Pick<Problem, 'code' | 'hint' | 'detail'>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AtollError) return { code: error.code, hint: error.hint, detail: error.message };
    throw error;
  }
  throw new Error('expected a refusal, but the call succeeded');
}

/** Watches a job until it is over and gives every state that was seen. */
export async function watchToEnd(
  stack: Stack,
  jobId: `0x${string}`,
  options: { buyer?: Wallet; timeout?: number; onState?: (job: JobView) => void } = {},
): Promise<{ job: JobView; states: readonly string[] }> {
  const buyer = await contextOf(stack, options.buyer ?? stack.wallets.buyer);
  const states: string[] = [];
  let last: JobView | undefined;
  for await (const job of watchJob(buyer, jobId, { timeout: options.timeout ?? 120_000, interval: 50 })) {
    states.push(job.state);
    options.onState?.(job);
    last = job;
  }
  if (last === undefined) throw new Error(`job ${jobId} was never seen`);
  return { job: last, states };
}
