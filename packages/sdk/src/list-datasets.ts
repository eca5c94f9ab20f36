import { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Every snapshot of a provider, newest first, for its custodian. A session covers it.
 * @throws ProblemReceived `not_allowed` for anybody else
 */
export function listDatasets(ctx: MarketContext): Promise<readonly DatasetSnapshot[]> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.datasets,
    signed: true,
    reply: z.array(DatasetSnapshot),
  });
}
