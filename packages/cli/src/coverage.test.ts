import { verbsUsedIn, writingVerbs } from '@atoll/tests/support/sdk/writing-verbs';
import { expect, test } from 'vitest';

/** What an account does on chain by the SDK without a command of its own, and why. */
const withoutCommand: Readonly<Record<string, readonly string[]>> = {
  'publishing writes documents and fixes terms with them: the wizard, or a program': [
    ...['publishAsset', 'publishAlgorithm', 'publishDataset', 'publishOnnx', 'publishDerived', 'mintAsset'],
    ...['reviseAsset', 'setTerms', 'setPublic', 'transferAsset'],
  ],
  'an approval follows upon what the desk shows of the algorithm': [
    ...['approveAlgorithm', 'approveOnChain', 'approvePublisher', 'revokePublisher'],
  ],
  'an order needs its quote or all of its fields at hand: the catalogue, or a program': [
    ...['orderJob', 'orderBySignature', 'signQuotedOrder', 'sendSignedOrder', 'cancelJob'],
    ...['expireJob', 'finalizeWithheld', 'signAgreement'],
  ],
  'what a buyer says of a run, the order’s page shows beside the result': ['rateJob', 'disputeJob'],
  'arbiters rule upon what both sides show': ['ruleDispute', 'lapseDispute'],
  'passes, shares, bounties and epochs are looked at before they are moved: the pages, or a program': [
    ...['openSeries', 'closeSeries', 'buyPass', 'givePass', 'transferPass', 'refundPass'],
    ...['createShares', 'dissolveShares', 'addShareToken', 'sweepShares'],
    ...['openBounty', 'contributeBounty', 'submitToBounty', 'rejectSubmission', 'awardBounty'],
    ...['closeBounty', 'reclaimBounty', 'claimReward', 'proposeEpoch', 'vetoEpoch', 'sweepEpoch'],
  ],
  'a proposal is made of encoded calls: the pages, or a program': [
    ...['propose', 'queueProposal', 'executeProposal', 'cancelProposal'],
  ],
  'programs pay by channels, call by call': [
    ...['openChannel', 'topUpChannel', 'signVoucher', 'redeemVoucher', 'closeChannel'],
    ...['requestChannelClose', 'finishChannel'],
  ],
  'who signs for others to send has no coin for a command’s transaction': [
    ...['signCalls', 'executeAct', 'revokeAct', 'relayAct', 'withdrawBySignature'],
    ...['signVote', 'sendVote', 'signDelegation', 'sendDelegation'],
  ],
  'a step of others': ['ensureAllowance'],
};

test('every act of the SDK has a command, or is listed with what is used in its place', () => {
  const used = verbsUsedIn('packages/cli/src');
  expect(writingVerbs().filter((name) => !used.has(name))).toEqual(
    Object.values(withoutCommand).flat().sort(),
  );
});
