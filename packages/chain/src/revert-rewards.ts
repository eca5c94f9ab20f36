import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of rewards. */
export const rewardErrors = {
  AlreadyClaimed: meaning(
    'conflict',
    (a) => `${a['account']} has the reward of epoch ${a['epoch']} already`,
    'read the balance of the account',
  ),
  ClaimAboveTotal: meaning(
    'conflict',
    (a) => `epoch ${a['epoch']} has ${a['left']} left, ${a['amount']} is too much`,
    'recompute the epoch: its leaves come to more than its total',
  ),
  ClaimsNotOpen: meaning(
    'conflict',
    (a) => `claims of epoch ${a['epoch']} open at ${a['claimableFrom']}`,
    'try again after that block time',
  ),
  EpochExists: meaning(
    'conflict',
    (a) => `epoch ${a['epoch']} was proposed already`,
    'propose the next number',
  ),
  EpochOver: meaning(
    'conflict',
    (a) => `the claims of epoch ${a['epoch']} are over`,
    'what nobody claimed is the treasury’s',
  ),
  EpochUnknown: meaning(
    'not_found',
    (a) => `there is no epoch ${a['epoch']}`,
    'check its number; its root may have been refused',
  ),
  InvalidEpoch: meaning(
    'malformed_request',
    (a) => `the epoch is not valid: ${a['what']}`,
    'correct the named field',
  ),
  InvalidRewardProof: meaning(
    'invalid_signature',
    (a) => `${a['amount']} for ${a['account']} is no leaf of epoch ${a['epoch']}`,
    'build the proof from the published leaves of this epoch',
  ),
  NotCovered: meaning(
    'insufficient_escrow',
    (a) => `${a['needed']} of the token are needed, ${a['available']} are free`,
    'fund the contract first',
  ),
  NotGuardian: meaning(
    'not_allowed',
    (a) => `${a['caller']} may not refuse a root`,
    'sign with the guardian, or propose it to governance',
  ),
  NotPublisher: meaning(
    'not_allowed',
    (a) => `${a['caller']} may not propose a root`,
    'sign with the publisher that governance named',
  ),
  SweepTooSoon: meaning(
    'conflict',
    (a) => `epoch ${a['epoch']} can be swept from ${a['from']} on`,
    'try again after that block time',
  ),
  VetoTooLate: meaning(
    'conflict',
    (a) => `claims of epoch ${a['epoch']} opened at ${a['claimableFrom']}`,
    'a root is refused before it pays',
  ),
} satisfies Record<string, RevertMeaning>;
