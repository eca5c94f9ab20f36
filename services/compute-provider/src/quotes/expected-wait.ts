import { Bytes32 } from '@atoll/schemas/ids';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { estimateStarts } from '../jobs/choose-next.ts';
import { type Load, needsOfEnvironment, readLoad } from '../jobs/read-load.ts';
import type { Needs } from '../jobs/resources.ts';
import { graceSeconds } from './free-slots.ts';

const Promised = z.object({ environment: Bytes32, maxSeconds: z.coerce.number() });

type Ctx = Pick<Context, 'database' | 'settings' | 'clock' | 'chain'>;
type Ordered = Parameters<typeof estimateStarts>[0]['ordered'];

/** Everything that a new order is behind: what runs and waits, and every quote that can still be ordered. */
export interface Ahead {
  readonly load: Load;
  readonly promised: Ordered;
}

/** @param now time of the newest block */
export async function readAhead({ settings, database, chain, clock }: Ctx, now: number): Promise<Ahead> {
  const [load, rows] = await Promise.all([
    readLoad(database.db, settings, { now: clock.now(), blockTime: now }),
    // An order that is on its way, or was just taken on, is here too: it has no demand yet.
    database.sql`
      select quotes.environment, "order" ->> 'maxSeconds' as "maxSeconds"
      from compute_provider.quotes left join compute_provider.jobs on jobs.job_id = quotes.job_id
      where jobs.state = 'funded'
        or (jobs.state is null and valid_until >= ${now - graceSeconds(chain.confirmations)})`,
  ]);
  const promised = z
    .array(Promised)
    .parse(rows)
    .map((each) => ({ ...each, needs: needsOfEnvironment(settings, each.environment), notBeforeIn: 0 }));
  return { load, promised };
}

/** Seconds after which one more starts at the latest; undefined where the machine could never hold it. */
export function waitBehind(
  { load, promised }: Ahead,
  order: { environment: Bytes32; needs: Needs; maxSeconds: number },
): number | undefined {
  const starts = estimateStarts({
    capacity: load.capacity,
    running: load.running,
    ordered: [...load.waiting, ...promised, { ...order, notBeforeIn: 0 }],
  });
  const last = starts.at(-1);
  return last === undefined ? undefined : Math.ceil(last);
}

/**
 * Seconds after which a new order can start for certain, if every run takes as long as it may: behind all that runs and waits and every
 * quote that can still be ordered. By this much its deadlines are later, so that starting jobs by their deadlines where these come near
 * keeps each promise. Zero where there is room now.
 *
 * @param input.now time of the newest block
 */
export async function expectedWait(
  ctx: Ctx,
  input: { environment: Bytes32; needs: Needs; maxSeconds: number; now: number },
): Promise<number> {
  return waitBehind(await readAhead(ctx, input.now), input) ?? 0;
}
