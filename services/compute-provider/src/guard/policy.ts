import { GuardPolicy } from '@atoll/schemas/guard';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { guardPolicies } from '../store/tables.ts';

/** The policy of a dataset, by its local name. */
export async function readPolicy(ctx: Pick<Context, 'database'>, name: string): Promise<GuardPolicy> {
  const [row] = await ctx.database.db.select().from(guardPolicies).where(eq(guardPolicies.name, name));
  return GuardPolicy.parse(row?.policy ?? {});
}
