import type { Bytes32 } from '@atoll/schemas/ids';
import { JobView } from '@atoll/schemas/job';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** Where a job stands, as its provider tells its buyer or the data's owner. */
export function readJob(ctx: MarketContext, jobId: Bytes32, signal?: AbortSignal): Promise<JobView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.job(jobId),
    signed: true,
    reply: JobView,
    ...(signal === undefined ? {} : { signal }),
  });
}
