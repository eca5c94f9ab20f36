import type { HaltState } from '@atoll/schemas/desk';
import { isNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { halts } from '../store/desk-tables.ts';
import { readHalt } from './read-halt.ts';

/** Lifts a halt; no error where there is none. The caller has been checked to be the custodian. */
export async function resumeProvider(ctx: Context): Promise<HaltState> {
  await ctx.database.db.update(halts).set({ resumedAt: ctx.clock.now() }).where(isNull(halts.resumedAt));
  ctx.logger.warn({}, 'the provider works again');
  return readHalt(ctx);
}
