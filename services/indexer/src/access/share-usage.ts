import type { Logger } from '@atoll/server-kit/logger';
import type { Sql } from '../store/connection.ts';
import { type Measure, measures, type UsageDelta, type UsageMeter } from './usage-meter.ts';

/** Milliseconds between two exchanges. */
const everyMs = 1000;
/** Seconds for which usage is kept: two of the longest windows. */
const keptSeconds = 2 * measures.export_rows;

/** Adds what this process counted to what all count, and learns the sums of the callers it serves: one statement. */
export async function exchangeUsage(sql: Sql, meter: UsageMeter): Promise<void> {
  const deltas = meter.collect();
  if (deltas.length === 0) return;
  try {
    const rows = await sql<{ caller: string; measure: Measure; window_start: bigint; used: bigint }[]>`
      insert into indexer.usage as total (caller, measure, window_start, used)
      select caller, measure, window_start, used
      from jsonb_to_recordset((${JSON.stringify(deltas.map(rowOf))}::text)::jsonb)
        as delta (caller text, measure text, window_start bigint, used bigint)
      order by caller, measure, window_start
      on conflict (caller, measure, window_start) do update set used = total.used + excluded.used
      returning caller, measure, window_start, used`;
    for (const { caller, measure, window_start, used } of rows) {
      meter.learn({ caller, measure, window: Number(window_start) / measures[measure], used: Number(used) });
    }
  } catch (error) {
    meter.giveBack(deltas);
    throw error;
  }
}

const rowOf = ({ caller, measure, window, used }: UsageDelta) => ({
  caller,
  measure,
  window_start: window * measures[measure],
  used,
});

/** Forgets windows that are long over. */
export async function forgetUsage(sql: Sql, now: Date): Promise<void> {
  await sql`delete from indexer.usage where window_start < ${Math.floor(now.getTime() / 1000) - keptSeconds}`;
}

/** Exchanges usage with the other processes once a second until it is closed. */
export function shareUsage(input: { sql: Sql; meter: UsageMeter; logger: Logger }): {
  close(): Promise<void>;
} {
  const { sql, meter, logger } = input;
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let rounds = 0;
  const round = async () => {
    try {
      await exchangeUsage(sql, meter);
      if (rounds++ % 3600 === 0) await forgetUsage(sql, new Date());
    } catch (error) {
      // Until the database answers again each process counts for itself.
      logger.warn({ err: error }, 'usage could not be shared');
    }
    busy = false;
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = round();
  }, everyMs).unref();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
