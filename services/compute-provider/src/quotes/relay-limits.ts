import { inArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { openStates } from '../jobs/transition.ts';
import { jobs } from '../store/tables.ts';

/** Most gas of each call of an act: the dearest that the market has, publishing what derives from four assets, takes 331,000. */
export const mostGasOfCall = 500_000n;
/** Most gas of a relayed order: with permit and relay fee one of a single dataset takes 176,000. */
export const mostGasOfOrder = 1_000_000n;
/** Gas that a job may still take: a report (50,000), a settlement (182,000 where all are paid for the first time), and one more sent in its place. */
const gasOfJob = 500_000n;

/**
 * Gas that relaying leaves the operator the means for, so that no stranger's calls ever keep it from settling: of every job that is open,
 * and of every one that may still be ordered, by buyers who pay their own gas, before the account is filled up.
 */
export async function relayReserve(ctx: Pick<Context, 'database' | 'settings'>): Promise<bigint> {
  const open = await ctx.database.db.$count(jobs, inArray(jobs.state, [...openStates]));
  const { environments, queueLength } = ctx.settings;
  const places = environments.reduce((sum, { slots }) => sum + slots + queueLength, 0);
  return BigInt(open + places) * gasOfJob;
}
