import type { Bytes32 } from '@atoll/schemas/ids';
import type { EventOf } from '../decode/market-event.ts';
import type { Projection, Read, Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

type Bounty = StateRow<'bounties'>;

/**
 * What a funder gets back of the rest of a closed bounty, as `Bounties.reclaim` computes it: parts are rounded down one after another, so
 * each claim changes `pot` and `rest` for the next one, and the last claim takes what is left.
 * @example partOf({ standing: 1n }, { pot: 3n, rest: 2n }) // 0n; then pot 2 and rest 2, of which the next funder of 1 gets 1
 */
export const partOf = (
  { standing }: Pick<StateRow<'bounty_funders'>, 'standing'>,
  { pot, rest }: Pick<Bounty, 'pot' | 'rest'>,
): bigint => (pot === 0n ? 0n : (standing * rest) / pot);

/** A step of a bounty that was opened before. */
function ofBounty<Event extends { readonly bountyId: Bytes32 }>(
  change: (rows: WorkingSet, bounty: Bounty, event: Event) => boolean,
  reads?: (event: Event, read: Read) => void,
): Step<Event> {
  return {
    reads: (event, read) => {
      read('bounties', { bounty_id: event.bountyId });
      reads?.(event, read);
    },
    apply: (rows, event) => {
      const bounty = rows.get('bounties', { bounty_id: event.bountyId });
      return bounty === undefined ? false : change(rows, bounty, event);
    },
  };
}

const readFunder = (
  { bountyId: bounty_id, funder }: EventOf<'bounties.BountyFunded' | 'bounties.ContributionReclaimed'>,
  read: Read,
) => read('bounty_funders', { bounty_id, funder });

const readSubmission = (
  { bountyId: bounty_id, submission }: EventOf<'bounties.BountyAwarded' | 'bounties.SubmissionRejected'>,
  read: Read,
) => read('bounty_submissions', { bounty_id, submission });

function open(rows: WorkingSet, event: EventOf<'bounties.BountyOpened'>): boolean {
  const { kind, funder, judge, token, specification } = event;
  rows.put('bounties', {
    bounty_id: event.bountyId,
    state: 'open',
    ...{ kind, funder, judge, token, specification },
    submit_until: event.submitUntil,
    decide_until: event.decideUntil,
    ...{ pot: 0n, rest: 0n, awarded: 0n, reclaimed: 0n, submissions: 0, pending: 0 },
    opened_at: event.blockTimestamp,
    opened_block: event.blockNumber,
    opened_log: event.logIndex,
  });
  return true;
}

/** Money comes in only while nothing was awarded, so the rest is the whole pot. */
function fund(rows: WorkingSet, bounty: Bounty, event: EventOf<'bounties.BountyFunded'>): boolean {
  const key = { bounty_id: event.bountyId, funder: event.funder };
  const before = rows.get('bounty_funders', key) ?? { ...key, contributed: 0n, standing: 0n, reclaimed: 0n };
  rows.put('bounty_funders', {
    ...before,
    contributed: before.contributed + event.amount,
    standing: before.standing + event.amount,
  });
  rows.put('bounties', { ...bounty, pot: event.total, rest: event.total });
  return true;
}

function submit(rows: WorkingSet, bounty: Bounty, event: EventOf<'bounties.SubmissionMade'>): boolean {
  const { bountyId: bounty_id, submission, submitter, assetId: asset_id, digest } = event;
  rows.put('bounty_submissions', {
    ...{ bounty_id, submission, submitter, asset_id, digest },
    rejected: false,
    awarded: 0n,
    submitted_at: event.blockTimestamp,
    submitted_block: event.blockNumber,
    submitted_log: event.logIndex,
  });
  rows.put('bounties', { ...bounty, submissions: submission, pending: bounty.pending + 1 });
  return true;
}

function reject(rows: WorkingSet, bounty: Bounty, event: EventOf<'bounties.SubmissionRejected'>): boolean {
  const submission = rows.get('bounty_submissions', {
    bounty_id: event.bountyId,
    submission: event.submission,
  });
  if (submission === undefined) return false;
  rows.put('bounty_submissions', { ...submission, rejected: true });
  rows.put('bounties', { ...bounty, pending: bounty.pending - 1 });
  return true;
}

function award(rows: WorkingSet, bounty: Bounty, event: EventOf<'bounties.BountyAwarded'>): boolean {
  const { amount, bountyId: bounty_id, submission: number } = event;
  const submission = rows.get('bounty_submissions', { bounty_id, submission: number });
  if (submission === undefined) return false;
  rows.put('bounty_submissions', { ...submission, awarded: submission.awarded + amount });
  rows.put('bounties', { ...bounty, rest: bounty.rest - amount, awarded: bounty.awarded + amount });
  return true;
}

function reclaim(
  rows: WorkingSet,
  bounty: Bounty,
  event: EventOf<'bounties.ContributionReclaimed'>,
): boolean {
  const { amount, bountyId: bounty_id, funder } = event;
  const before = rows.get('bounty_funders', { bounty_id, funder });
  if (before === undefined) return false;
  rows.put('bounty_funders', { ...before, standing: 0n, reclaimed: before.reclaimed + amount });
  rows.put('bounties', {
    ...bounty,
    pot: bounty.pot - before.standing,
    rest: bounty.rest - amount,
    reclaimed: bounty.reclaimed + amount,
  });
  return true;
}

/** Bounties, who put money in, and what was handed in for it. */
export const bountyProjection: Projection = {
  'bounties.BountyOpened': { apply: open },
  'bounties.BountyFunded': ofBounty(fund, readFunder),
  'bounties.SubmissionMade': ofBounty(submit),
  'bounties.SubmissionRejected': ofBounty(reject, readSubmission),
  'bounties.BountyAwarded': ofBounty(award, readSubmission),
  'bounties.BountyClosed': ofBounty((rows, bounty) => {
    rows.put('bounties', { ...bounty, state: 'closed' });
    return true;
  }),
  'bounties.ContributionReclaimed': ofBounty(reclaim, readFunder),
};
