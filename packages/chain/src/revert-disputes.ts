import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of disputes and ratings, which both prove how a job ended. */
export const disputeErrors = {
  WrongProof: meaning(
    'conflict',
    (a) => `job ${a['jobId']} did not end as this says`,
    'read the end of the job from its events and send exactly that',
  ),
  ContradictoryRuling: meaning(
    'malformed_request',
    () => 'a ruling slashes or forfeits the bond, never both',
    'rule for one side',
  ),
  DisputeExists: meaning(
    'conflict',
    (a) => `job ${a['jobId']} was disputed already`,
    'a job is disputed once; read how that ended',
  ),
  DisputeNotOpen: meaning(
    'conflict',
    (a) => `there is no open dispute about job ${a['jobId']}`,
    'read where the dispute stands',
  ),
  DisputeWindowClosed: meaning(
    'conflict',
    (a) => `the job could be disputed until ${a['closedAt']}`,
    'its end stands',
  ),
  NotArbiter: meaning(
    'not_allowed',
    (a) => `${a['arbiter']} rules this dispute, ${a['caller']} tried to`,
    'sign with the arbiter of its opening',
  ),
  NotDisputable: meaning(
    'conflict',
    (a) => `job ${a['jobId']} ended in a way that nobody was paid for`,
    'only runs that were paid for are disputed',
  ),
  NotProvider: meaning(
    'not_allowed',
    (a) => `the run was that of ${a['provider']}, ${a['caller']} answered`,
    'sign with the provider or its operator',
  ),
  RulingTermNotOver: meaning(
    'conflict',
    (a) => `the arbiter has until ${a['ruleBy']}`,
    'let it lapse after that block time',
  ),
  RulingTermOver: meaning(
    'conflict',
    (a) => `the arbiter had until ${a['ruleBy']}`,
    'it can only lapse now, which gives everything back',
  ),
  SlashTooHigh: meaning(
    'malformed_request',
    (a) => `${a['frozen']} is frozen for this dispute, ${a['slashed']} is too much`,
    'rule within what was frozen',
  ),
  AlreadyRated: meaning('conflict', (a) => `job ${a['jobId']} was rated already`, 'a job is rated once'),
  InvalidScore: meaning('malformed_request', (a) => `${a['score']} is not a score`, 'give one to five'),
  NothingPaid: meaning(
    'not_allowed',
    (a) => `job ${a['jobId']} cost its buyer nothing`,
    'only who paid for a run rates it',
  ),
} satisfies Record<string, RevertMeaning>;
