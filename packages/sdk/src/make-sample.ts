import { type MakeSampleInput, PrivacyLedger, SampleView } from '@atoll/schemas/sample-api';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request, requestRaw } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** Milliseconds that making or publishing a sample may take: large tables are read in full. */
const patienceMs = 1_800_000;

/** A sample of a dataset, by the dataset's local name at the provider. */
export interface SampleName {
  name: string;
  sample: string;
}

/**
 * Has the provider make a synthetic sample and statistics of a registered dataset with differential privacy; signed by the custodian. It
 * stays a draft, of which nothing is public, until {@link publishSample}. The epsilon is booked for good.
 *
 * @returns the draft: statistics and the first rows of each table
 * @throws ProblemReceived `not_allowed` where the cap leaves less, `invalid_parameters` naming a column whose domain is missing or wrong
 * @example
 * const draft = await makeSample(owner, {
 *   name: 'reef', epsilon: 1, domains: { 'reef.csv': { depth: { kind: 'number', min: 0, max: 60 } } },
 * });
 */
export function makeSample(
  ctx: MarketContext,
  { name, ...input }: MakeSampleInput & { name: string },
): Promise<SampleView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.samples(name),
    json: input,
    signed: true,
    reply: SampleView,
    timeoutMs: patienceMs,
  });
}

/** Every sample of a dataset, newest first; signed by the custodian. */
export function listSamples(ctx: MarketContext, name: string): Promise<SampleView[]> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.samples(name),
    signed: true,
    reply: z.array(SampleView),
  });
}

/** One sample with its preview; signed by the custodian. */
export function readSample(ctx: MarketContext, { name, sample }: SampleName): Promise<SampleView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.sample(name, sample),
    signed: true,
    reply: SampleView,
  });
}

/**
 * Makes a draft public for good and gives the CIDs that the metadata document names; signed by the custodian.
 * @example
 * const { published } = await publishSample(owner, draft);
 * await publishDataset(owner, { snapshot, description, terms, sample: published?.sample, statistics: published?.statistics });
 */
export function publishSample(ctx: MarketContext, { name, sample }: SampleName): Promise<SampleView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: `${providerPaths.sample(name, sample)}/publish`,
    signed: true,
    reply: SampleView,
    timeoutMs: patienceMs,
  });
}

/** Deletes a draft; what it cost stays booked. Signed by the custodian. */
export async function deleteSample(ctx: MarketContext, { name, sample }: SampleName): Promise<void> {
  const response = await requestRaw(ctx, {
    service: providerOf(ctx),
    method: 'DELETE',
    path: providerPaths.sample(name, sample),
    signed: true,
  });
  await response.body?.cancel();
}

/** What the samples of a dataset have cost of its privacy, and the cap; signed by the custodian. */
export function readPrivacy(ctx: MarketContext, name: string): Promise<PrivacyLedger> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.privacy(name),
    signed: true,
    reply: PrivacyLedger,
  });
}
