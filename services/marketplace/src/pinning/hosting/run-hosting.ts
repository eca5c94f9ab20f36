import { AtollError } from '@atoll/schemas/error';
import type { Logger } from '@atoll/server-kit/logger';
import type { MarketplaceContext } from '../../context.ts';
import { hostPin, type HostingPace } from './host-pin.ts';
import { duePins, followPins } from './hosted-pins.ts';
import type { PinningService } from './pinning-service.ts';
import type { WakeUp } from './wake-up.ts';

const hour = 3_600_000;
export const usualPace: HostingPace = {
  retryMs: 10_000,
  mostRetryMs: hour,
  pollMs: 15_000,
  recheckMs: 24 * hour,
};

/** Milliseconds between two looks at the table where nobody wakes the loop. */
const idleMs = 5000;
const atOnce = 20;

/**
 * Has a remote service keep every pin as well, for as long as the process lives: durable, for what is to be done stands in the database.
 * The loop goes on after a failure of the database too, which it logs.
 */
export function runHosting(
  ctx: Pick<MarketplaceContext, 'database' | 'clock'>,
  input: { service: PinningService; wakeUp: WakeUp; logger: Logger; pace?: HostingPace; idleMs?: number },
): { close(): Promise<void> } {
  const stopping = new AbortController();
  const hosting = { ...ctx, service: input.service, pace: input.pace ?? usualPace };

  /** One round; answers whether more may be due. */
  async function round(): Promise<boolean> {
    await followPins(ctx);
    const due = await duePins(ctx, atOnce);
    for (const row of due) {
      if (stopping.signal.aborted) return false;
      await hostPin(hosting, row);
    }
    return due.length === atOnce;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let more = false;
      try {
        more = await round();
      } catch (error) {
        // The next round reads everything anew from the database; only a programming error ends the process.
        if (!(error instanceof AtollError) && !isDatabaseError(error)) throw error;
        input.logger.warn({ err: error }, 'pins were not passed on to the pinning service');
      }
      if (!more) await input.wakeUp.sleep(input.idleMs ?? idleMs, stopping.signal);
    }
  }

  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** Errors of the driver, which drizzle wraps. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'DrizzleQueryError' || error.name === 'PostgresError');
}
