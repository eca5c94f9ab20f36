import { BuyerList } from '@atoll/schemas/desk';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Lists the buyers that are quoted for a dataset whose rules say `buyers: 'listed'`, in place of those that were listed. Signed by the
 * custodian; nobody else sees the list. Quotes that were given stand.
 *
 * @param input.name the dataset's local name at the provider
 * @throws ProblemReceived `dataset_unknown`
 * @example await setBuyers(owner, { name: 'reef', buyers: ['0x…'] });
 */
export async function setBuyers(
  ctx: MarketContext,
  input: { name: string; buyers: readonly Address[] },
): Promise<readonly Address[]> {
  const list = await request(ctx, {
    service: providerOf(ctx),
    method: 'PUT',
    path: providerPaths.buyers(input.name),
    json: { buyers: input.buyers },
    signed: true,
    reply: BuyerList,
  });
  return list.buyers;
}
