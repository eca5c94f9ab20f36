import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import type { MarketplaceContext } from '../../context.ts';
import { feedPrices } from './feed-prices.ts';
import { filePrices } from './file-prices.ts';
import { databasePrices } from './price-cache.ts';
import type { PriceSource } from './price-source.ts';

/**
 * The configured source of prices, or none.
 * @param input.source path of a CSV file, or a URL template of a feed; its host may be an internal one, for the operator chose it
 */
export function openPrices(
  ctx: Pick<MarketplaceContext, 'database' | 'clock'>,
  input: { currency: string | undefined; source: string | undefined },
): PriceSource | undefined {
  const { currency, source } = input;
  if (currency === undefined || source === undefined) return undefined;
  if (!/^https?:\/\//.test(source)) return filePrices({ path: source, currency });
  const { hostname } = new URL(source.replaceAll(/[{}]/g, ''));
  const own = parseAllowedHost(hostname);
  return feedPrices({
    template: source,
    currency,
    cache: databasePrices(ctx),
    now: () => ctx.clock.now(),
    allowed: own === undefined ? [] : [own],
  });
}
