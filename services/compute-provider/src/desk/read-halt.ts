import type { HaltState } from '@atoll/schemas/desk';
import { isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { halts } from '../store/desk-tables.ts';
import { ProviderHalted } from './problems.ts';

/** Whether the custodian has halted the provider; public. */
export async function readHalt(ctx: Pick<Context, 'database'>): Promise<HaltState> {
  const [row] = await ctx.database.db.select().from(halts).where(isNull(halts.resumedAt));
  return row === undefined
    ? { halted: false }
    : { halted: true, since: row.haltedAt.toISOString(), reason: row.reason };
}

/**
 * That something new may begin.
 * @throws ProviderHalted
 */
export async function checkNotHalted(ctx: Pick<Context, 'database'>): Promise<void> {
  const { halted, since = '', reason = '' } = await readHalt(ctx);
  if (halted) throw new ProviderHalted({ since, reason });
}
