import { HaltState } from '@atoll/schemas/desk';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Throws the kill switch of a provider: nothing is quoted or started, what waits or runs is stopped and refunded in full, what is held
 * for review stays held, until {@link resumeProvider}. Signed by the custodian; the reason is public.
 *
 * @example await haltProvider(owner, { reason: 'we look into an incident' });
 */
export function haltProvider(ctx: MarketContext, input: { reason: string }): Promise<HaltState> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'PUT',
    path: providerPaths.halt,
    json: { reason: input.reason },
    signed: true,
    reply: HaltState,
  });
}

/** Lifts a halt. Signed by the custodian. */
export function resumeProvider(ctx: MarketContext): Promise<HaltState> {
  return request(ctx, {
    service: providerOf(ctx),
    method: 'DELETE',
    path: providerPaths.halt,
    signed: true,
    reply: HaltState,
  });
}
