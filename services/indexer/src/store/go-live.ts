import type { Sql, Transaction } from './connection.ts';
import { indexes, indexesOfRows, indexesOfTotals } from './indexes.ts';
import { rateFrom } from './reputations.ts';
import { addToTotals } from './totals.ts';
import { resumeVacuum } from './vacuum.ts';

/** Indexes that are built at once: each sorts on a core of its own. */
const builders = 2;
const memory = '128MB';
/** What a sum of a whole past may take for its groups: with the 4 MB of a server as it comes, those of 2,000,000 events go by way of the disk. */
const sumMemory = '64MB';

/** Makes the totals of a backfill, each as one sum over all blocks up to `last`. */
export async function makeTotals(transaction: Transaction, last: number): Promise<void> {
  await transaction`select set_config('work_mem', ${sumMemory}, true)`;
  await addToTotals(transaction, -1, last, 1);
}

/** Makes what a backfill left out: totals as one sum each, indexes each by one sort. */
export async function makeDerived(transaction: Transaction, last: number): Promise<void> {
  await transaction`select set_config('maintenance_work_mem', ${memory}, true)`;
  await makeTotals(transaction, last);
  for (const index of indexes) await transaction.unsafe(index);
  await rateFrom(transaction, -1);
}

/** What holds for the building of one index. */
const building = [
  // The commit that makes the mirror live waits for the disk for all of them.
  'set local synchronous_commit = off',
  `set local maintenance_work_mem = '${memory}'`,
  // Each builder is one core's work already: helpers of its own took half as much again (6.8 s in place of 4.4 s for 200,000 events).
  'set local max_parallel_maintenance_workers = 0',
].join('; ');

/**
 * Builds the indexes of committed rows, several at once and also of one table, on connections of its own. They change nothing but
 * how fast rows are found: those that are there when something breaks off stay.
 */
export async function buildIndexes(sql: Sql): Promise<void> {
  const left = [...indexesOfRows];
  const build = async () => {
    // Several statements sent as one are a transaction.
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await sql.unsafe(`${building}; ${next}`);
    }
  };
  await Promise.all(Array.from({ length: builders }, build));
}

/** Ends the backfill. From the commit on, whoever reads finds everything, and every later commit keeps it so. */
export async function goLive(transaction: Transaction): Promise<void> {
  for (const index of indexesOfTotals) await transaction.unsafe(index);
  await rateFrom(transaction, -1);
  await resumeVacuum(transaction);
  await transaction`update mirror set phase = 'live'`;
}
