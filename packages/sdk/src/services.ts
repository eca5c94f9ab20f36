import { AtollError } from '@atoll/schemas/error';
import type { MarketContext } from './context.ts';

/** Where the services answer. */
export const marketplacePaths = {
  pins: '/pins',
  block: (cid: string) => `/ipfs/${cid}?format=raw`,
} as const;

export const providerPaths = {
  datasets: '/datasets',
  staging: (name: string) => `/datasets/${name}/staging`,
  bind: '/datasets/bind',
  rules: '/datasets/rules',
  guard: (name: string) => `/datasets/${name}/guard`,
  approvals: '/approvals',
  preparation: (metadataDigest: string) => `/approvals/${metadataDigest}/preparation`,
  requests: '/requests',
  request: (id: string) => `/requests/${id}`,
  agreements: '/agreements',
  buyers: (name: string) => `/datasets/${name}/buyers`,
  halt: '/halt',
  reviews: '/reviews',
  quotes: '/quotes',
  orders: '/orders',
  relay: '/relay',
  job: (jobId: string) => `/jobs/${jobId}`,
  result: (jobId: string) => `/jobs/${jobId}/result`,
  receipt: (jobId: string) => `/jobs/${jobId}/receipt`,
  review: (jobId: string) => `/jobs/${jobId}/review`,
  findings: (jobId: string) => `/jobs/${jobId}/findings`,
  cancel: (jobId: string) => `/jobs/${jobId}/cancel`,
  rekey: (jobId: string) => `/jobs/${jobId}/rekey`,
  attempts: (jobId: string) => `/jobs/${jobId}/attempts`,
  ledger: (name: string) => `/datasets/${name}/ledger`,
  samples: (name: string) => `/datasets/${name}/samples`,
  sample: (name: string, sample: string) => `/datasets/${name}/samples/${sample}`,
  privacy: (name: string) => `/datasets/${name}/privacy`,
  sampleRuns: '/sample-runs',
  sampleRun: (run: string) => `/sample-runs/${run}`,
} as const;

/** The origin of the provider that the context is for. */
export function providerOf(ctx: MarketContext): string {
  if (ctx.providerUrl !== undefined) return ctx.providerUrl;
  throw new AtollError({
    code: 'configuration_invalid',
    message: 'the context names no provider',
    hint: 'set providerUrl, for example to the endpoint that readProvider gives',
  });
}
