import { InboxRequest } from '@atoll/schemas/desk';
import { z } from 'zod';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * A page of the requests that wait for the custodian, newest first: what would run, and what is new in it since the version that was
 * approved last. Signed by the custodian. `approveAtProvider` approves one.
 *
 * @param input.before `sequence` of the last request of the page before
 * @example for (const { algorithm, changes } of await listRequests(owner)) console.log(algorithm?.name, changes?.[0]?.pointer);
 */
export function listRequests(ctx: MarketContext, input: { before?: number } = {}): Promise<InboxRequest[]> {
  const query = input.before === undefined ? '' : `?before=${input.before}`;
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: `${providerPaths.requests}${query}`,
    signed: true,
    reply: z.array(InboxRequest),
  });
}
