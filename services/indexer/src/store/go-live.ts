import { allEnded } from './all-ended.ts';
import type { Sql, Transaction } from './connection.ts';
import { indexes, indexesOfRows, indexesOfTotals, nameOf } from './indexes.ts';
import { rateFrom } from './reputations.ts';
import { addToTotals } from './totals.ts';
import { resumeVacuum } from './vacuum.ts';

/** Indexes that are built at once: each sorts on a core of its own. */
export const builders = 2;
const memory = '128MB';
/** What a sum of a whole past may take for its groups: with the 4 MB of a server as it comes, those of 2,000,000 events go by way of the disk. */
const sumMemory = '64MB';

/** Makes the totals of a backfill, each as one sum over all blocks up to `last`. */
export async function makeTotals(transaction: Transaction, last: number): Promise<void> {
  await transaction`select set_config('work_mem', ${sumMemory}, true)`;
  await addToTotals(transaction, -1, last, 1);
}

/** What holds for the building of one index. */
const building = [
  // The commit that makes the mirror live waits for the disk for all of them.
  'set local synchronous_commit = off',
  `set local maintenance_work_mem = '${memory}'`,
  // Each builder is one core's work already: helpers of its own took half as much again (6.8 s in place of 4.4 s for 200,000 events).
  'set local max_parallel_maintenance_workers = 0',
].join('; ');

/** Builds indexes, several at once and also of one table, on connections of its own. */
async function build(sql: Sql, statements: readonly string[]): Promise<void> {
  const left = [...statements];
  const one = async () => {
    // Several statements sent as one are a transaction.
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await sql.unsafe(`${building}; ${next}`);
    }
  };
  await Promise.all(Array.from({ length: builders }, one));
}

/**
 * Builds the indexes of committed rows. They change nothing but how fast rows are found: those that are there when something breaks off
 * stay.
 */
export const buildIndexes = (sql: Sql): Promise<void> => build(sql, indexesOfRows);

/** Builds the indexes that a mirror lacks which is live already: a later version has others. */
export async function buildMissing(sql: Sql): Promise<void> {
  const rows = await sql<{ name: string }[]>`
    select indexname as name from pg_indexes where schemaname = any (current_schemas(false))`;
  const present = new Set(rows.map(({ name }) => name));
  await build(
    sql,
    indexes.filter((index) => !present.has(nameOf(index))),
  );
}

/** Makes the indexes of totals, and rates all that was rated. */
async function endTotals(transaction: Transaction): Promise<void> {
  for (const index of indexesOfTotals) await transaction.unsafe(index);
  await rateFrom(transaction, -1);
}

/**
 * Makes what follows from rows that are all there up to a block: totals, keys of facts and secondary indexes.
 * @param sql one connection
 * @param reader as many more as indexes are built at once
 */
export async function makeDerived(sql: Sql, reader: Sql, last: number): Promise<void> {
  await allEnded([buildIndexes(reader), sql.begin((transaction) => makeTotals(transaction, last))]);
  await sql.begin(endTotals);
}

/** Ends the backfill. From the commit on, whoever reads finds everything, and every later commit keeps it so. */
export async function goLive(transaction: Transaction): Promise<void> {
  await endTotals(transaction);
  await resumeVacuum(transaction);
  await transaction`update mirror set phase = 'live'`;
}
