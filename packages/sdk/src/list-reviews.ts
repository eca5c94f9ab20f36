import { HeldJob } from '@atoll/schemas/desk';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Jobs whose outputs wait for a decision, the soonest to lapse first. Signed by a reviewer. `outputsDigest` of one is what `reviewOutput`
 * takes to release it.
 */
export function listReviews(ctx: MarketContext): Promise<HeldJob[]> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.reviews,
    signed: true,
    reply: z.array(HeldJob),
  });
}
