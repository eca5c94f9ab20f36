import { meaning, type RevertMeaning } from './revert-meaning.ts';

const byVote = 'propose the change to governance';
const readProposal = 'read the state of the proposal, and do what is due in it';
const repair = 'this cannot happen to a caller; report it with the transaction';

/** Errors of the token, the governor and the timelock, which are OpenZeppelin's. */
export const governanceErrors = {
  CheckpointUnorderedInsertion: meaning('transaction_reverted', () => 'a history went backwards', repair),
  ERC20ExceededSafeSupply: meaning(
    'transaction_reverted',
    (a) => `a supply of ${a['increasedSupply']} is above ${a['cap']}`,
    repair,
  ),
  ERC5805FutureLookup: meaning(
    'conflict',
    (a) => `votes at ${a['timepoint']} are not known before ${a['clock']} has passed`,
    'ask for a moment that has passed',
  ),
  ERC6372InconsistentClock: meaning('transaction_reverted', () => 'the clock of the token is broken', repair),
  SafeCastOverflowedUintDowncast: meaning(
    'malformed_request',
    (a) => `${a['value']} does not fit ${a['bits']} bits`,
    'give a smaller number',
  ),
  VotesExpiredSignature: meaning(
    'signature_expired',
    (a) => `the delegation could be sent until ${a['expiry']}`,
    'sign it again with a later expiry',
  ),
  AccessControlBadConfirmation: meaning(
    'not_allowed',
    () => 'a role is renounced by its holder alone',
    'sign with the account that holds the role',
  ),
  AccessControlUnauthorizedAccount: meaning(
    'not_allowed',
    (a) => `${a['account']} does not hold role ${a['neededRole']}`,
    byVote,
  ),
  FailedCall: meaning(
    'transaction_reverted',
    () => 'a call of the proposal failed without a reason',
    'try its calls one by one as the timelock',
  ),
  TimelockInsufficientDelay: meaning(
    'malformed_request',
    (a) => `a delay of ${a['delay']} s is below ${a['minDelay']} s`,
    'queue it with the delay of the timelock',
  ),
  TimelockInvalidOperationLength: meaning(
    'malformed_request',
    () => 'the lists of the operation have different lengths',
    'give a target, a value and data for each call',
  ),
  TimelockUnauthorizedCaller: meaning('not_allowed', (a) => `${a['caller']} is not the timelock`, byVote),
  TimelockUnexecutedPredecessor: meaning(
    'conflict',
    (a) => `operation ${a['predecessorId']} comes first`,
    'execute that one before',
  ),
  TimelockUnexpectedOperationState: meaning(
    'conflict',
    (a) => `operation ${a['operationId']} is not ready for this`,
    'wait until its delay has passed; it is executed once',
  ),
  GovernorAlreadyCastVote: meaning(
    'conflict',
    (a) => `${a['voter']} has voted already`,
    'a vote cannot be changed',
  ),
  GovernorAlreadyQueuedProposal: meaning(
    'conflict',
    (a) => `proposal ${a['proposalId']} is queued already`,
    'execute it when its delay has passed',
  ),
  GovernorDisabledDeposit: meaning(
    'not_allowed',
    () => 'the governor takes no coin',
    'send it to the timelock',
  ),
  GovernorInsufficientProposerVotes: meaning(
    'not_allowed',
    (a) => `${a['proposer']} has ${a['votes']} votes, a proposal takes ${a['threshold']}`,
    'delegate to the proposer, itself included, before proposing',
  ),
  GovernorInvalidProposalLength: meaning(
    'malformed_request',
    () => 'the lists of the proposal are empty or have different lengths',
    'give a target, a value and data for each call',
  ),
  GovernorInvalidQuorumFraction: meaning(
    'malformed_request',
    (a) => `a quorum of ${a['quorumNumerator']} of ${a['quorumDenominator']} is not possible`,
    'propose a share of the supply',
  ),
  GovernorInvalidSignature: meaning(
    'invalid_signature',
    (a) => `the vote is not signed by ${a['voter']}`,
    'sign exactly this vote, for this chain and this contract',
  ),
  GovernorInvalidVoteParams: meaning(
    'malformed_request',
    () => 'the parameters of the vote are not valid',
    'vote without parameters',
  ),
  GovernorInvalidVoteType: meaning(
    'malformed_request',
    () => 'this is not a vote',
    'vote against (0), for (1) or abstain (2)',
  ),
  GovernorInvalidVotingPeriod: meaning(
    'malformed_request',
    (a) => `a voting period of ${a['votingPeriod']} s is not possible`,
    'propose a longer one',
  ),
  GovernorNonexistentProposal: meaning(
    'not_found',
    (a) => `there is no proposal ${a['proposalId']}`,
    'check calls and description: the id is their hash',
  ),
  GovernorOnlyExecutor: meaning('not_allowed', (a) => `${a['account']} is not the timelock`, byVote),
  GovernorPreventLateQuorumVoteExtensionTooLarge: meaning(
    'malformed_request',
    (a) => `an extension of ${a['newVoteExtension']} s is above ${a['maxVoteExtension']} s`,
    'propose a shorter one',
  ),
  GovernorProposalQueueingFailed: meaning(
    'conflict',
    (a) => `proposal ${a['proposalId']} could not be queued`,
    readProposal,
  ),
  GovernorProposalQueueingNotRequired: meaning(
    'conflict',
    (a) => `proposal ${a['proposalId']} needs no queue`,
    readProposal,
  ),
  GovernorRestrictedProposer: meaning(
    'not_allowed',
    (a) => `${a['proposer']} may not make this proposal`,
    'propose it with the account that its description names',
  ),
  GovernorUnableToCancel: meaning(
    'not_allowed',
    (a) => `${a['account']} cannot cancel proposal ${a['proposalId']}`,
    'its proposer can, before the vote begins',
  ),
  GovernorUnexpectedProposalState: meaning(
    'conflict',
    (a) => `proposal ${a['proposalId']} is in state ${a['current']}`,
    readProposal,
  ),
} satisfies Record<string, RevertMeaning>;
