import { GuardReport } from '@atoll/schemas/guard';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * What the guard found in the outputs of a job, for who decides on them; signed by the custodian. A buyer is never told.
 * @throws ProblemReceived `not_found`, `not_allowed`, `result_not_ready` before the guard has looked
 * @example const { verdict, findings } = await readFindings(owner, jobId);
 */
export function readFindings(ctx: MarketContext, jobId: Bytes32): Promise<GuardReport> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.findings(jobId),
    signed: true,
    reply: GuardReport,
  });
}
