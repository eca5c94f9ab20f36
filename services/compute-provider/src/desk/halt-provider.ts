import type { HaltRequest, HaltState } from '@atoll/schemas/desk';
import type { Context } from '../context.ts';
import { halts } from '../store/desk-tables.ts';
import { readHalt } from './read-halt.ts';
import { stopForbidden } from './stop-forbidden.ts';

/**
 * Throws the kill switch: from now on nothing is quoted or started, what waits or runs is stopped and refunded in full, and what is
 * held for review stays held. It holds across restarts until it is lifted. Halting again stops again and keeps the first reason. The
 * caller has been checked to be the custodian.
 *
 * @example await haltProvider(ctx, { reason: 'we look into an incident' })
 */
export async function haltProvider(ctx: Context, input: HaltRequest): Promise<HaltState> {
  await ctx.database.db
    .insert(halts)
    .values({ reason: input.reason, haltedAt: ctx.clock.now() })
    .onConflictDoNothing();
  ctx.logger.warn({}, 'the provider is halted');
  await stopForbidden(ctx, { askChain: false });
  return readHalt(ctx);
}
