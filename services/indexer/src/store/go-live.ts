import { type Transaction } from './connection.ts';
import { indexes } from './indexes.ts';
import { rateFrom } from './reputations.ts';
import { addToTotals } from './totals.ts';

/** Makes what a backfill left out: totals as one sum each, secondary indexes each by one sort. */
export async function makeDerived(transaction: Transaction, last: number): Promise<void> {
  await transaction`set local maintenance_work_mem = '256MB'`;
  await addToTotals(transaction, -1, last, 1);
  for (const index of indexes) await transaction.unsafe(index);
  await rateFrom(transaction, -1);
}

/** Ends the backfill. From the commit on, whoever reads finds everything, and every later commit keeps it so. */
export async function goLive(transaction: Transaction, last: number): Promise<void> {
  await makeDerived(transaction, last);
  await transaction`update mirror set phase = 'live'`;
}
