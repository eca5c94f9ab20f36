import type { ContractName } from '@atoll/contracts/address-book';
import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTimelockAbi } from '@atoll/contracts/generated/atollTimelock';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { ratingsAbi } from '@atoll/contracts/generated/ratings';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import type { Abi, ContractEventArgsFromTopics, ContractEventName } from 'viem';
import { contracts } from './deployment.ts';
import { eventEncoder, type HistoryLog } from './encode-event.ts';

/** What each contract of the deployment may say. */
export const abis = {
  token: atollTokenAbi,
  timelock: atollTimelockAbi,
  governor: atollGovernorAbi,
  relay: relayAbi,
  assetRegistry: assetRegistryAbi,
  accessPass: accessPassAbi,
  providerRegistry: providerRegistryAbi,
  disputes: disputesAbi,
  ratings: ratingsAbi,
  revenueShares: revenueSharesAbi,
  channels: channelsAbi,
  bounties: bountiesAbi,
  rewards: rewardsAbi,
  jobs: jobsAbi,
} as const satisfies Record<ContractName, Abi>;

/** An event as its contract of the deployment writes it. */
function from<Name extends ContractName, Event extends ContractEventName<(typeof abis)[Name]>>(
  contract: Name,
  event: Event,
): (args: ContractEventArgsFromTopics<(typeof abis)[Name], Event>) => HistoryLog {
  const encode = eventEncoder(abis[contract], event);
  return (args) => encode(contracts[contract], args);
}

export const events = {
  feeRateChanged: from('jobs', 'FeeRateChanged'),
  treasuryChanged: from('jobs', 'TreasuryChanged'),
  tokenAcceptanceChanged: from('jobs', 'TokenAcceptanceChanged'),
  jobOrdered: from('jobs', 'JobOrdered'),
  orderRelayed: from('jobs', 'OrderRelayed'),
  jobReported: from('jobs', 'JobReported'),
  jobSettled: from('jobs', 'JobSettled'),
  jobEnded: from('jobs', 'JobEnded'),
  royaltyPaid: from('jobs', 'RoyaltyPaid'),
  deposited: from('jobs', 'Deposited'),
  creditTransferred: from('jobs', 'CreditTransferred'),
  withdrawn: from('jobs', 'Withdrawn'),

  assetMoved: from('assetRegistry', 'Transfer'),
  assetPublished: from('assetRegistry', 'AssetPublished'),
  assetDerived: from('assetRegistry', 'AssetDerived'),
  assetVersioned: from('assetRegistry', 'AssetVersioned'),
  metadataUpdate: from('assetRegistry', 'MetadataUpdate'),
  assetStateChanged: from('assetRegistry', 'AssetStateChanged'),
  termsChanged: from('assetRegistry', 'TermsChanged'),
  publicChanged: from('assetRegistry', 'PublicChanged'),
  beneficiaryLockChanged: from('assetRegistry', 'BeneficiaryLockChanged'),
  algorithmApproved: from('assetRegistry', 'AlgorithmApproved'),
  algorithmRevoked: from('assetRegistry', 'AlgorithmRevoked'),

  providerRegistered: from('providerRegistry', 'ProviderRegistered'),
  providerUpdated: from('providerRegistry', 'ProviderUpdated'),
  providerDrainingChanged: from('providerRegistry', 'ProviderDrainingChanged'),
  environmentSet: from('providerRegistry', 'EnvironmentSet'),
  slotsScheduled: from('providerRegistry', 'SlotsScheduled'),
  collateralDeposited: from('providerRegistry', 'CollateralDeposited'),
  collateralUnbonding: from('providerRegistry', 'CollateralUnbonding'),
  collateralWithdrawn: from('providerRegistry', 'CollateralWithdrawn'),
  collateralSlashed: from('providerRegistry', 'CollateralSlashed'),
  collateralFrozen: from('providerRegistry', 'CollateralFrozen'),
  collateralUnfrozen: from('providerRegistry', 'CollateralUnfrozen'),

  seriesOpened: from('accessPass', 'SeriesOpened'),
  passesSold: from('accessPass', 'PassesSold'),
  passMoved: from('accessPass', 'TransferSingle'),

  disputeOpened: from('disputes', 'DisputeOpened'),
  disputeAnswered: from('disputes', 'DisputeAnswered'),
  disputeRuled: from('disputes', 'DisputeRuled'),
  disputePaid: from('disputes', 'DisputePaid'),
  disputeLapsed: from('disputes', 'DisputeLapsed'),
  rated: from('ratings', 'Rated'),

  channelOpened: from('channels', 'ChannelOpened'),
  channelToppedUp: from('channels', 'ChannelToppedUp'),
  voucherRedeemed: from('channels', 'VoucherRedeemed'),
  channelClosed: from('channels', 'ChannelClosed'),

  bountyOpened: from('bounties', 'BountyOpened'),
  bountyFunded: from('bounties', 'BountyFunded'),
  submissionMade: from('bounties', 'SubmissionMade'),
  submissionRejected: from('bounties', 'SubmissionRejected'),
  bountyAwarded: from('bounties', 'BountyAwarded'),
  bountyClosed: from('bounties', 'BountyClosed'),
  contributionReclaimed: from('bounties', 'ContributionReclaimed'),

  epochProposed: from('rewards', 'EpochProposed'),
  rewardClaimed: from('rewards', 'RewardClaimed'),

  votesMoved: from('token', 'Transfer'),
  delegateChanged: from('token', 'DelegateChanged'),
  delegateVotesChanged: from('token', 'DelegateVotesChanged'),
  proposalCreated: from('governor', 'ProposalCreated'),
  voteCast: from('governor', 'VoteCast'),
  proposalQueued: from('governor', 'ProposalQueued'),
  proposalExecuted: from('governor', 'ProposalExecuted'),
  callScheduled: from('timelock', 'CallScheduled'),
  callExecuted: from('timelock', 'CallExecuted'),
  actExecuted: from('relay', 'ActExecuted'),

  sharesCreated: from('revenueShares', 'SharesCreated'),
  /** Of the token that a creation names. */
  sharesMoved: eventEncoder(shareTokenAbi, 'Transfer'),
};
