import { ApprovalRequest } from '@atoll/schemas/desk';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Refuses a request for approval, with a reason that who asked may read. Signed by the custodian.
 * @throws ProblemReceived `not_found`, `conflict` where it is no longer open
 * @example await rejectRequest(owner, { id, reason: 'declare fewer digits' });
 */
export function rejectRequest(
  ctx: MarketContext,
  input: { id: Bytes32; reason: string },
): Promise<ApprovalRequest> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: `${providerPaths.request(input.id)}/reject`,
    json: { reason: input.reason },
    signed: true,
    reply: ApprovalRequest,
  });
}
