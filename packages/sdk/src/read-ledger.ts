import { LedgerPage } from '@atoll/schemas/ledger';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * What has left a dataset, newest first, and what is left of its budget of released bytes. Signed by the custodian.
 *
 * @param input.name the dataset's local name at the provider
 * @param input.limit releases on a page, at most 200; default 50
 * @param input.cursor `next` of the page before
 * @throws ProblemReceived
 * @example const { releases, budget, next } = await readLedger(custodian, { name: 'reef' });
 */
export function readLedger(
  ctx: MarketContext,
  input: { name: string; limit?: number; cursor?: string },
): Promise<LedgerPage> {
  const query = new URLSearchParams();
  if (input.limit !== undefined) query.set('limit', String(input.limit));
  if (input.cursor !== undefined) query.set('cursor', input.cursor);
  const suffix = query.size === 0 ? '' : `?${query.toString()}`;
  return request(ctx, {
    service: providerOf(ctx),
    method: 'GET',
    path: `${providerPaths.ledger(input.name)}${suffix}`,
    signed: true,
    reply: LedgerPage,
  });
}
