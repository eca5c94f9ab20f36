import type { Context } from '../context.ts';
import { dropAnswers } from '../limits/kept-outputs.ts';
import { guardPolicies } from '../store/tables.ts';
import { GuardPolicy } from '@atoll/schemas/guard';

/**
 * Sets what the guard asks of outputs over a dataset, for every snapshot of that name and from the next output on. The caller has
 * been checked to be the custodian.
 */
export async function setPolicy(
  ctx: Context,
  input: { name: string; policy: GuardPolicy },
): Promise<GuardPolicy> {
  const policy = GuardPolicy.parse(input.policy);
  const row = { policy, updatedAt: ctx.clock.now() };
  await ctx.database.db
    .insert(guardPolicies)
    .values({ name: input.name, ...row })
    .onConflictDoUpdate({ target: guardPolicies.name, set: row });
  await dropAnswers(ctx, { name: input.name });
  ctx.logger.info({ name: input.name, policy }, 'guard policy set');
  return policy;
}
