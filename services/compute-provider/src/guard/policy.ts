import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context } from '../context.ts';
import { guardPolicies } from '../store/tables.ts';

/** What the owner of a dataset asks of the guard, beyond the rules that are published with it. Never shown to a buyer. */
export const GuardPolicy = z.object({
  /** Records of the dataset that may stand in the outputs of one job. What chance alone can explain never counts. */
  maxMatchingRecords: z.int().nonnegative().default(0),
  /** What becomes of outputs with a finding: held for a decision, or kept back without one. */
  onFinding: z.enum(['hold', 'withhold']).default('hold'),
  /** Tables may leave only with a column that counts each row's group, and only with groups of this size. */
  minimumGroup: z
    .object({
      size: z.int().min(2),
      /** Names that such a column may have; case does not matter. */
      countColumns: z.array(z.string().min(1).max(200)).min(1).max(16).default(['count', 'n']),
    })
    .optional(),
  /** Bytes that may ever leave the dataset, over all jobs and buyers. */
  maxReleasedBytes: z.int().nonnegative().optional(),
});
export type GuardPolicy = z.infer<typeof GuardPolicy>;

/** The policy of a dataset, by its local name. */
export async function readPolicy(ctx: Pick<Context, 'database'>, name: string): Promise<GuardPolicy> {
  const [row] = await ctx.database.db.select().from(guardPolicies).where(eq(guardPolicies.name, name));
  return GuardPolicy.parse(row?.policy ?? {});
}
