import { AtollError } from '@atoll/schemas/error';
import type { ReadinessCheck } from '@atoll/server-kit/health';
import type { ChainContext } from '../chain-context.ts';
import { pauseOf } from './read-chain-status.ts';

/** The mirror is not, or no longer, what the chain says. */
class MirrorBehind extends AtollError {
  constructor(message: string, hint: string, cause?: unknown) {
    super({ code: 'not_ready', message, hint, retryable: true, cause });
  }
}

/**
 * What has to hold before listings of a chain can be trusted: the backfill has ended, nothing keeps the mirror from going on, and it is at
 * most `lag` blocks behind the node. A node that does not answer this process keeps nobody from reading: how far behind the mirror is, is
 * then not known.
 */
export function mirrorChecks(chain: ChainContext, lag: number): ReadinessCheck[] {
  const { sql, caip } = chain;
  const named = (name: string) => `${name} of ${caip}`;
  return [
    {
      name: named('backfill'),
      check: async () => {
        const [row] = await sql<{ phase: string }[]>`select phase from mirror`;
        if (row?.phase === 'live') return;
        throw new MirrorBehind('the backfill has not reached the head yet', '/status tells how far it is');
      },
    },
    {
      name: named('chain'),
      check: async () => {
        const [row] = await sql<{ paused: string | null }[]>`select paused from mirror`;
        const message = pauseOf(chain, row?.paused);
        if (message === undefined) return;
        const cause = chain.state.paused?.error ?? chain.state.stopped ?? chain.state.unreadable;
        throw new MirrorBehind(message, 'what is mirrored is served; it grows older', cause);
      },
    },
    {
      name: named('lag'),
      check: async () => {
        const [[row], head] = await Promise.all([
          sql<{ number: bigint }[]>`select number from cursor`,
          chain.readHead(),
        ]);
        const behind = head === undefined || row === undefined ? 0 : head - Number(row.number);
        if (behind <= lag) return;
        throw new MirrorBehind(
          `the mirror is ${behind} blocks behind the node, more than ${lag}`,
          'what is mirrored is served; it is older than it should be',
        );
      },
    },
  ];
}
