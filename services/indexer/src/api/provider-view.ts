import { type ProviderView } from '@atoll/schemas/indexer-api';
import { asc, inArray } from 'drizzle-orm';
import { collateral, environments, type providers } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

type Provider = typeof providers.$inferSelect;

/** Providers with what they rent and what stands behind it, in the order given. */
export async function providerViews(ctx: ApiContext, found: readonly Provider[]): Promise<ProviderView[]> {
  if (found.length === 0) return [];
  const accounts = found.map((each) => each.provider);
  const [rented, bonded] = await Promise.all([
    ctx.db
      .select()
      .from(environments)
      .where(inArray(environments.provider, accounts))
      .orderBy(asc(environments.environment)),
    ctx.db
      .select()
      .from(collateral)
      .where(inArray(collateral.provider, accounts))
      .orderBy(asc(collateral.token)),
  ]);
  const rentedBy = Map.groupBy(rented, (row) => row.provider);
  const bondedBy = Map.groupBy(bonded, (row) => row.provider);
  return found.map(({ provider, operator, payout, endpoint }) => ({
    provider,
    operator,
    payout,
    endpoint,
    environments: (rentedBy.get(provider) ?? []).map((row) => ({
      id: row.environment,
      resourcesDigest: row.resources_digest,
      token: row.token,
      pricePerSecond: row.price_per_second.toString(),
      slots: row.slots,
      active: row.active,
    })),
    collateral: (bondedBy.get(provider) ?? []).map((row) => ({
      token: row.token,
      bonded: row.bonded.toString(),
      unbonding: row.unbonding.toString(),
    })),
  }));
}
