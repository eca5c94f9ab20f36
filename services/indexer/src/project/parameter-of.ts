import type { ContractName } from '@atoll/contracts/address-book';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { PlacedEvent } from '../decode/market-event.ts';
import { zeroAddress } from './voters.ts';

/** What a parameter is called. `subject` tells several of one name apart, e.g. tokens. */
export interface ParameterName {
  readonly contract: ContractName;
  readonly name: string;
  readonly subject?: string;
}

/** Roles of OpenZeppelin's TimelockController: keccak256 of their names. */
const roles: Readonly<Record<Bytes32, string>> = {
  [`0x${'0'.repeat(64)}`]: 'admin',
  '0xb09aa5aeb3702cfd50b6b62bc4532604938f21248a27a1d5ca736082b6819cc1': 'proposer',
  '0xd8aa0f3194971a2a116679f7c2090f6939c8d4e01a2a8d7e41d55e5351469e63': 'executor',
  '0xfd643c72710c63c0180259aba6b2d05451e3591a24e58b62239378085726f783': 'canceller',
};
export const roleName = (role: Bytes32): string => roles[role] ?? role;

/** What an event sets of what governance decides; undefined where it sets nothing. */
export function parameterOf(event: PlacedEvent): ParameterName | undefined {
  switch (event.name) {
    case 'jobs.OwnershipTransferStarted':
    case 'jobs.OwnershipTransferred':
      return { contract: 'jobs', name: 'owner' };
    case 'providerRegistry.OwnershipTransferStarted':
    case 'providerRegistry.OwnershipTransferred':
      return { contract: 'providerRegistry', name: 'owner' };
    case 'disputes.OwnershipTransferStarted':
    case 'disputes.OwnershipTransferred':
      return { contract: 'disputes', name: 'owner' };
    case 'rewards.OwnershipTransferStarted':
    case 'rewards.OwnershipTransferred':
      return { contract: 'rewards', name: 'owner' };
    case 'jobs.FeeRateChanged':
      return { contract: 'jobs', name: 'feeRate' };
    case 'jobs.TreasuryChanged':
      return { contract: 'jobs', name: 'treasury' };
    case 'jobs.ExpiryTermsChanged':
      return { contract: 'jobs', name: 'expiryTerms' };
    case 'jobs.TokenAcceptanceChanged':
      return { contract: 'jobs', name: 'accepted', subject: event.token };
    case 'providerRegistry.CurveChanged':
      return { contract: 'providerRegistry', name: 'curve' };
    case 'disputes.DisputeTermsChanged':
      return { contract: 'disputes', name: 'terms' };
    case 'rewards.PublisherChanged':
      return { contract: 'rewards', name: 'publisher' };
    case 'rewards.GuardianChanged':
      return { contract: 'rewards', name: 'guardian' };
    case 'timelock.MinDelayChange':
      return { contract: 'timelock', name: 'minDelay' };
    // Accounts with roles: the subject is the role and the account, the value whether it has it.
    case 'timelock.RoleGranted':
    case 'timelock.RoleRevoked':
      return { contract: 'timelock', name: 'role', subject: `${roleName(event.role)} ${event.account}` };
    case 'timelock.RoleAdminChanged':
      return { contract: 'timelock', name: 'roleAdmin', subject: roleName(event.role) };
    case 'governor.VotingDelaySet':
      return { contract: 'governor', name: 'votingDelay' };
    case 'governor.VotingPeriodSet':
      return { contract: 'governor', name: 'votingPeriod' };
    case 'governor.ProposalThresholdSet':
      return { contract: 'governor', name: 'proposalThreshold' };
    case 'governor.QuorumNumeratorUpdated':
      return { contract: 'governor', name: 'quorumNumerator' };
    case 'governor.LateQuorumVoteExtensionSet':
      return { contract: 'governor', name: 'lateQuorumVoteExtension' };
    case 'governor.TimelockChange':
      return { contract: 'governor', name: 'timelock' };
    case 'token.Transfer':
      return event.from === zeroAddress || event.to === zeroAddress
        ? { contract: 'token', name: 'totalSupply' }
        : undefined;
    default:
      return undefined;
  }
}
