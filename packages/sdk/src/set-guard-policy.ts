import { GuardPolicy, GuardView } from '@atoll/schemas/guard';
import type { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Sets what the guard asks of outputs over a dataset, from the next output on; signed by the custodian. A field that is left out goes back
 * to its default.
 * @param input.name the local name under which the dataset was registered
 * @throws ProblemReceived `dataset_unknown`, `not_allowed`
 * @example await setGuardPolicy(owner, { name: 'reef', policy: { maxReleasedBytes: 1_000_000, onFinding: 'withhold' } });
 */
export function setGuardPolicy(
  ctx: MarketContext,
  input: { name: string; policy: z.input<typeof GuardPolicy> },
): Promise<GuardView> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'PUT',
    path: providerPaths.guard(input.name),
    json: GuardPolicy.parse(input.policy),
    signed: true,
    reply: GuardView,
  });
}
