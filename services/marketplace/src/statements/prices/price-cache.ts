import type { Address } from '@atoll/schemas/ids';
import { and, eq } from 'drizzle-orm';
import type { MarketplaceContext } from '../../context.ts';
import { prices } from '../../tables.ts';
import { formatDecimal, parseDecimal } from '../decimal.ts';
import type { Price } from './price-source.ts';

/** Which price is meant: of which feed, in which currency. */
export interface PriceKey {
  readonly feed: string;
  readonly currency: string;
  readonly token: Address;
  readonly day: string;
}

/** Prices of days that are over, as a feed told them once. */
export interface PriceCache {
  read(key: PriceKey): Promise<Price | undefined>;
  /** Keeps a price; the first that was kept stays. */
  write(key: PriceKey, price: Price): Promise<void>;
}

const same = ({ feed, currency, token, day }: PriceKey) =>
  and(eq(prices.feed, feed), eq(prices.currency, currency), eq(prices.token, token), eq(prices.day, day));

/** The cache in the service's database; it can be emptied at any time. */
export function databasePrices({
  database,
  clock,
}: Pick<MarketplaceContext, 'database' | 'clock'>): PriceCache {
  return {
    async read(key) {
      const [row] = await database.db.select().from(prices).where(same(key)).limit(1);
      const price = row === undefined ? undefined : parseDecimal(row.price);
      return row === undefined || price === undefined ? undefined : { price, source: row.source };
    },
    async write(key, { price, source }) {
      await database.db
        .insert(prices)
        .values({ ...key, price: formatDecimal(price), source, fetchedAt: clock.now() })
        .onConflictDoNothing();
    },
  };
}
