import { AtollError } from '@atoll/schemas/error';
import { type ReadinessCheck } from '@atoll/server-kit/health';
import { mirror } from '../store/schema.ts';
import { type ApiContext } from './context.ts';

/** The mirror is not, or no longer, what the chain says. */
class MirrorBehind extends AtollError {
  constructor(message: string, hint: string, cause?: unknown) {
    super({ code: 'not_ready', message, hint, retryable: true, cause });
  }
}

/** What has to hold before listings can be trusted. */
export function mirrorChecks(ctx: Pick<ApiContext, 'db' | 'state'>): ReadinessCheck[] {
  return [
    {
      name: 'backfill',
      check: async () => {
        const [row] = await ctx.db.select({ caughtUp: mirror.caught_up }).from(mirror);
        if (row?.caughtUp !== true) {
          throw new MirrorBehind('the backfill has not reached the head yet', '/status tells how far it is');
        }
      },
    },
    {
      name: 'chain',
      check: () => {
        const cause = ctx.state.stopped ?? ctx.state.paused?.error ?? ctx.state.unreadable;
        if (cause === undefined) return Promise.resolve();
        const message =
          cause instanceof AtollError ? cause.message : 'the mirror stopped; the log has the cause';
        return Promise.reject(new MirrorBehind(message, 'what is mirrored is served; it grows older', cause));
      },
    },
  ];
}
