import { type Bytes32 } from '@atoll/schemas/ids';
import { SignedReceipt } from '@atoll/schemas/job';
import { type MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/** The provider's signed receipt of an ended job, with its statement. Not verified: that is `verifyResult`. */
export function fetchReceipt(ctx: MarketContext, jobId: Bytes32): Promise<SignedReceipt> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.receipt(jobId),
    signed: true,
    reply: SignedReceipt,
  });
}
