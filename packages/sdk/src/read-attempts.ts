import type { Bytes32 } from '@atoll/schemas/ids';
import { AttemptView } from '@atoll/schemas/ledger';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Every attempt at a job with exit code and exact usage. Signed by the custodian: a buyer is not told them.
 * @throws ProblemReceived
 */
export function readAttempts(ctx: MarketContext, jobId: Bytes32): Promise<AttemptView[]> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.attempts(jobId),
    signed: true,
    reply: z.array(AttemptView),
  });
}
