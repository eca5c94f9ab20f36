import { type ProviderView } from '@atoll/schemas/indexer-api';
import { asc, inArray } from 'drizzle-orm';
import { collateral, cursor, environments, type providers } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

type Provider = typeof providers.$inferSelect;

/** The slots that count at a block time, and the change that is under way. */
export function slotsAt(
  row: { slots: number; next_slots: number; slots_from: number },
  now: number,
): { slots: number; slotsNext?: { slots: number; from: number } } {
  if (row.slots_from <= now) return { slots: row.next_slots };
  return { slots: row.slots, slotsNext: { slots: row.next_slots, from: row.slots_from } };
}

/** Providers with what they rent and what stands behind it, in the order given. */
export async function providerViews(ctx: ApiContext, found: readonly Provider[]): Promise<ProviderView[]> {
  if (found.length === 0) return [];
  const accounts = found.map((each) => each.provider);
  const [head, rented, bonded] = await Promise.all([
    ctx.db.select({ timestamp: cursor.timestamp }).from(cursor),
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
  return found.map(({ provider, operator, payout, endpoint, draining }) => ({
    provider,
    operator,
    payout,
    endpoint,
    draining,
    environments: (rentedBy.get(provider) ?? []).map((row) => ({
      id: row.environment,
      resourcesDigest: row.resources_digest,
      token: row.token,
      pricePerSecond: row.price_per_second.toString(),
      ...slotsAt(row, head[0]?.timestamp ?? 0),
      active: row.active,
    })),
    collateral: (bondedBy.get(provider) ?? []).map((row) => ({
      token: row.token,
      bonded: row.bonded.toString(),
      unbonding: row.unbonding.toString(),
      frozen: row.frozen.toString(),
    })),
  }));
}
