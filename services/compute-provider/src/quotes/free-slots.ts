import type { Bytes32 } from '@atoll/schemas/ids';
import type postgres from 'postgres';
import type { OfferedEnvironment } from '../context.ts';
import { holdsSlot } from '../jobs/transition.ts';

/** Seconds between two blocks, generously. */
const longestBlock = 15;

/** The connection or transaction that counts; a reservation counts inside the transaction that makes it. */
export type Query = postgres.ISql<{ bigint: bigint }>;

/** Seconds after its `validUntil` for which a quote keeps its slot: an order of the last moment still waits for its blocks. */
export const graceSeconds = (confirmations: number): number => confirmations * longestBlock;

/**
 * Places of an environment that are taken: by jobs that run or wait, and by quotes that can still be ordered.
 * @param now time of the newest block
 * @param confirmations blocks that an order waits for before it is a job here; its reservation lasts that much longer
 */
export async function takenPlaces(
  sql: Query,
  environment: Pick<OfferedEnvironment, 'id'>,
  now: number,
  confirmations: number,
): Promise<number> {
  const [row] = await sql<{ taken: bigint }[]>`
    select
      (select count(*) from compute_provider.jobs
        where environment = ${environment.id} and state = any(${[...holdsSlot]}))
      + (select count(*) from compute_provider.quotes
        where environment = ${environment.id} and valid_until >= ${now - graceSeconds(confirmations)}
          and not exists (select from compute_provider.jobs where jobs.job_id = quotes.job_id)) as taken`;
  return Number(row?.taken ?? 0);
}

/** Serialises what reserves a slot of one environment, until the transaction ends. */
export async function lockSlots(sql: Query, environment: Bytes32): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`atoll.slots.${environment}`}, 0))`;
}
