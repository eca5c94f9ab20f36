import type { Address } from '@atoll/schemas/ids';
import { digestOfCid, parseCid } from '@atoll/storage/digest';
import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { BoundSnapshot } from '../datasets/find-snapshot.ts';
import { agreements, listedBuyers } from '../store/desk-tables.ts';
import { AgreementMissing, BuyerNotListed, TooFewReviewers } from './problems.ts';

/**
 * That a buyer meets what a dataset's rules ask of buyers: to be on the list, to have signed the agreement as it reads now. Asked before
 * money moves and not again: what stood when the buyer paid was promised.
 *
 * @throws BuyerNotListed, AgreementMissing
 */
export async function checkBuyerTerms(
  ctx: Pick<Context, 'database'>,
  input: { buyer: Address; snapshot: Pick<BoundSnapshot, 'assetId' | 'name' | 'rules'> },
): Promise<void> {
  const { buyer, snapshot } = input;
  const { assetId: datasetId, rules } = snapshot;
  const { db } = ctx.database;
  if (rules.buyers === 'listed') {
    const listed = and(eq(listedBuyers.name, snapshot.name), eq(listedBuyers.buyer, buyer));
    if ((await db.$count(listedBuyers, listed)) === 0) throw new BuyerNotListed({ buyer, datasetId });
  }
  if (rules.agreement === undefined) return;
  const { title, text: cid } = rules.agreement;
  const text = digestOfCid(parseCid(cid));
  const signed = and(
    eq(agreements.datasetId, datasetId),
    eq(agreements.buyer, buyer),
    eq(agreements.textDigest, text),
  );
  if ((await db.$count(agreements, signed)) === 0)
    throw new AgreementMissing({ buyer, datasetId, title, cid, text });
}

/** How many accounts have to release an output that is held over these datasets: as many as the strictest owner asks for. */
export function reviewersNeeded(snapshots: readonly Pick<BoundSnapshot, 'rules'>[]): number {
  return Math.max(1, ...snapshots.map(({ rules }) => rules.reviewers ?? 1));
}

/**
 * That whatever may be held could be released here: a buyer would pay for a run whose result nobody is able to let out.
 * @throws TooFewReviewers
 */
export function checkReviewers(
  ctx: Pick<Context, 'settings'>,
  snapshots: readonly Pick<BoundSnapshot, 'rules'>[],
): void {
  const [needed, there] = [reviewersNeeded(snapshots), ctx.settings.reviewers.length];
  if (needed > there) throw new TooFewReviewers({ needed, there });
}
