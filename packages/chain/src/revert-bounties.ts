import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of bounties. */
export const bountyErrors = {
  BountyUnknown: meaning(
    'not_found',
    (a) => `there is no bounty ${a['bountyId']}`,
    'check the bounty id and the chain',
  ),
  BountyExists: meaning(
    'conflict',
    (a) => `bounty ${a['bountyId']} is open, or was`,
    'open another one, with a salt of its own',
  ),
  BountyFinished: meaning(
    'conflict',
    (a) => `bounty ${a['bountyId']} is closed`,
    'reclaim what is left of a contribution',
  ),
  BountyNotDue: meaning(
    'conflict',
    (a) => `bounty ${a['bountyId']} can be closed after ${a['closesAfter']}`,
    'try again after that block time',
  ),
  InvalidBounty: meaning(
    'malformed_request',
    (a) => `the bounty is not valid: ${a['what']}`,
    'correct the named field',
  ),
  SubmissionsOver: meaning(
    'conflict',
    (a) => `bounty ${a['bountyId']} took submissions until ${a['submitUntil']}`,
    'look for another bounty',
  ),
  AwardsOver: meaning(
    'conflict',
    (a) => `bounty ${a['bountyId']} could be awarded until ${a['decideUntil']}`,
    'its rest goes back to the funders',
  ),
  AwardsBegun: meaning(
    'conflict',
    (a) => `bounty ${a['bountyId']} has awards already`,
    'open another bounty: later money would share in what others paid',
  ),
  SubmissionUnknown: meaning(
    'not_found',
    (a) => `bounty ${a['bountyId']} has no submission ${a['submission']}`,
    'submissions count from 1',
  ),
  SubmitterMismatch: meaning(
    'conflict',
    (a) =>
      `submission ${a['submission']} of bounty ${a['bountyId']} is that of ${a['submitter']}, not of ${a['expected']}`,
    'read the submissions again: a reorganisation may have changed their numbers',
  ),
  SubmissionAwarded: meaning(
    'conflict',
    (a) => `submission ${a['submission']} of bounty ${a['bountyId']} has an award`,
    'what was awarded cannot be rejected',
  ),
  AwardAbovePot: meaning(
    'insufficient_escrow',
    (a) => `bounty ${a['bountyId']} has ${a['rest']} left, ${a['amount']} is too much`,
    'award at most what is left',
  ),
  NotJudge: meaning(
    'not_allowed',
    (a) => `the bounty is judged by ${a['judge']}, ${a['caller']} tried to`,
    'sign with the account of the judge',
  ),
  JudgeSubmits: meaning(
    'not_allowed',
    (a) => `${a['judge']} judges the bounty and cannot submit to it`,
    'submit with another account, or let another judge',
  ),
  NotOwnerOfAsset: meaning(
    'not_allowed',
    (a) => `${a['account']} does not own asset ${a['assetId']}`,
    'submit an asset of your own, or none',
  ),
  NothingToReclaim: meaning(
    'conflict',
    (a) => `${a['funder']} has nothing left in bounty ${a['bountyId']}`,
    'read the contribution first',
  ),
} satisfies Record<string, RevertMeaning>;
