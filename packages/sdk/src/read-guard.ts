import { GuardView } from '@atoll/schemas/guard';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * How a dataset is guarded, what its fingerprints cover and how many bytes have left it; signed by the custodian.
 * @param name the local name under which the dataset was registered
 * @throws ProblemReceived `dataset_unknown`, `not_allowed`
 * @example const { policy, snapshots } = await readGuard(owner, 'reef');
 */
export function readGuard(ctx: MarketContext, name: string): Promise<GuardView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: providerPaths.guard(name),
    signed: true,
    reply: GuardView,
  });
}
