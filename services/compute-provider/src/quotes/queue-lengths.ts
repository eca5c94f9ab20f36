import type { QueueLengths } from '@atoll/schemas/queue';
import type { Context } from '../context.ts';
import { newestBlock } from '../jobs/newest-block.ts';
import { needsOfEnvironment } from '../jobs/read-load.ts';
import { readAhead, waitBehind } from './expected-wait.ts';

/**
 * How long the queue of each environment is and when a run that is ordered now starts at the latest: for anybody, so it counts and names
 * nobody. How many slots are taken is told by the environments as well.
 */
export async function queueLengths(
  ctx: Pick<Context, 'database' | 'settings' | 'clock' | 'chain'>,
): Promise<QueueLengths> {
  const { timestamp } = await newestBlock(ctx.chain);
  const ahead = await readAhead(ctx, timestamp);
  const { running, waiting } = ahead.load;
  return ctx.settings.environments.map(({ id, slots }) => {
    const needs = needsOfEnvironment(ctx.settings, id);
    const startsWithin = waitBehind(ahead, { environment: id, needs, maxSeconds: 1 });
    return {
      environment: id,
      slots,
      running: running.filter(({ environment }) => environment === id).length,
      waiting: waiting.filter(({ environment }) => environment === id).length,
      ...(startsWithin === undefined ? {} : { startsWithin }),
    };
  });
}
