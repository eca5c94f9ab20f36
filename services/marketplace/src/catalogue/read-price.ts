import { readCeiling } from '@atoll/chain/read-ceiling';
import { AtollError } from '@atoll/schemas/error';
import { Address, type AssetId, type Bytes32 } from '@atoll/schemas/ids';
import type { ProviderView } from '@atoll/schemas/indexer/providers';
import type { CataloguePrice } from '@atoll/schemas/marketplace-api';
import type { MarketplaceContext } from '../context.ts';
import { readEntry } from './read-entries.ts';
import { readTerms, type TermsItem } from './read-versions.ts';

type PriceContext = Pick<MarketplaceContext, 'database' | 'catalogue' | 'indexer' | 'chain'>;

/** Prices from when on they stood, newest first; changes of other terms are no changes of the price. Pure. */
export function priceHistory(terms: readonly TermsItem[]): CataloguePrice['history'] {
  return terms
    .filter((item, at) => {
      const before = terms[at + 1];
      return before === undefined || before.price !== item.price || before.token !== item.token;
    })
    .map(({ changedAt, token, price }) => ({ from: changedAt, token, price }));
}

/** Undefined where the chain could not be asked now. */
async function ceilingOf(
  ctx: PriceContext,
  provider: Address,
  environment: Bytes32,
): Promise<string | undefined> {
  try {
    return (await readCeiling(ctx.chain, { provider, environment })).toString();
  } catch (error) {
    if (error instanceof AtollError) return undefined;
    throw error;
  }
}

async function environmentsOf(ctx: PriceContext, provider: Address): Promise<CataloguePrice['environments']> {
  const [row] = await ctx.database.sql<
    {
      environments: ProviderView['environments'];
      documents: Record<string, { name: string; gpus: string[] }>;
    }[]
  >`select environments, documents from marketplace.catalogue_providers where provider = ${provider}`;
  return Promise.all(
    (row?.environments ?? []).slice(0, 50).map(async ({ id, token, pricePerSecond, slots, active }) => {
      const document = row?.documents[id];
      const ceiling = active ? await ceilingOf(ctx, provider, id) : undefined;
      return {
        id,
        ...(document === undefined ? {} : { name: document.name }),
        gpus: document?.gpus ?? [],
        token,
        pricePerSecond,
        ...(ceiling === undefined ? {} : { ceiling }),
        slots,
        active,
      };
    }),
  );
}

/**
 * What an asset costs now, what it cost before, and what its provider's machines may cost at most.
 * @throws AssetUnknown, ServiceUnavailable
 */
export async function readPrice(ctx: PriceContext, assetId: AssetId): Promise<CataloguePrice> {
  const { terms } = await readEntry(ctx, assetId);
  const [history, environments] = await Promise.all([
    readTerms(ctx.indexer.resources, assetId),
    environmentsOf(ctx, Address.parse(terms.provider)),
  ]);
  return { token: terms.token, price: terms.price, history: priceHistory(history), environments };
}
