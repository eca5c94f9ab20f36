import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { ContractName } from '@atoll/contracts/address-book';
import type { EventName, EventOf } from '../decode/market-event.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import { zeroAddress } from './voters.ts';

type Json = string | number | boolean | null | { readonly [name: string]: Json };

/** What a parameter is called. `subject` tells several of one name apart, e.g. tokens. */
interface ParameterName {
  readonly contract: ContractName;
  readonly name: string;
  readonly subject?: string;
}

/**
 * A step that sets one parameter.
 * @param valueOf its value after the event: numbers of up to 48 bits as numbers, larger ones as decimal strings; undefined where the event
 * does not change it
 */
function sets<Event extends { blockNumber: number; logIndex: number; blockTimestamp: number }>(
  nameOf: (event: Event) => ParameterName,
  valueOf: (event: Event, before: unknown) => Json | undefined,
): Step<Event> {
  const keyOf = (event: Event) => ({ subject: '', ...nameOf(event) });
  return {
    reads: (event, read) => read('parameters', keyOf(event)),
    apply: (rows, event) => {
      const key = keyOf(event);
      const value = valueOf(event, rows.get('parameters', key)?.value);
      if (value === undefined) return true;
      const changed = { ...key, value, changed_at: event.blockTimestamp };
      rows.put('parameters', { ...changed, changed_block: event.blockNumber, changed_log: event.logIndex });
      rows.append('parameter_changes', { ...placeOf(event), ...changed });
      return true;
    },
  };
}

const named = (contract: ContractName, name: string) => (): ParameterName => ({ contract, name });

/** Roles of OpenZeppelin's TimelockController: keccak256 of their names. */
const roles: Readonly<Record<Bytes32, string>> = {
  [`0x${'0'.repeat(64)}`]: 'admin',
  '0xb09aa5aeb3702cfd50b6b62bc4532604938f21248a27a1d5ca736082b6819cc1': 'proposer',
  '0xd8aa0f3194971a2a116679f7c2090f6939c8d4e01a2a8d7e41d55e5351469e63': 'executor',
  '0xfd643c72710c63c0180259aba6b2d05451e3591a24e58b62239378085726f783': 'canceller',
};
const roleName = (role: Bytes32): string => roles[role] ?? role;

/** Accounts with roles: the subject is the role and the account, the value whether it has it. */
const role = (has: boolean): Step<EventOf<'timelock.RoleGranted' | 'timelock.RoleRevoked'>> =>
  sets(
    (event) => ({
      contract: 'timelock',
      name: 'role',
      subject: `${roleName(event.role)} ${event.account}`,
    }),
    () => has,
  );

type Owned = 'jobs' | 'providerRegistry' | 'disputes' | 'rewards';

/** An owner, and whom it named to take over and has not yet done so (`Ownable2Step`). */
function ownership(contract: Owned): Projection {
  const owner = (account: Address, pending: Address): Json => ({
    account,
    pending: pending === zeroAddress ? null : pending,
  });
  const started = sets(
    named(contract, 'owner'),
    (event: EventOf<`${Owned}.OwnershipTransferStarted` & EventName>) =>
      owner(event.previousOwner, event.newOwner),
  );
  const transferred = sets(
    named(contract, 'owner'),
    (event: EventOf<`${Owned}.OwnershipTransferred` & EventName>) => owner(event.newOwner, zeroAddress),
  );
  return {
    [`${contract}.OwnershipTransferStarted`]: started,
    [`${contract}.OwnershipTransferred`]: transferred,
  };
}

const supply = sets(named('token', 'totalSupply'), (event: EventOf<'token.Transfer'>, before) => {
  const present = typeof before === 'string' ? BigInt(before) : 0n;
  if (event.from === zeroAddress) return (present + event.value).toString();
  if (event.to === zeroAddress) return (present - event.value).toString();
  return undefined;
});

/** What governance decides: every parameter, role and owner as it stands, and each change of one. */
export const parameterProjection: Projection = {
  ...ownership('jobs'),
  ...ownership('providerRegistry'),
  ...ownership('disputes'),
  ...ownership('rewards'),
  'jobs.FeeRateChanged': sets(named('jobs', 'feeRate'), ({ feeRate }) => feeRate),
  'jobs.TreasuryChanged': sets(named('jobs', 'treasury'), ({ treasury }) => treasury),
  'jobs.ExpiryTermsChanged': sets(named('jobs', 'expiryTerms'), ({ terms }) => ({ ...terms })),
  'jobs.TokenAcceptanceChanged': sets(
    ({ token }) => ({ contract: 'jobs', name: 'accepted', subject: token }),
    ({ accepted }) => accepted,
  ),
  'providerRegistry.CurveChanged': sets(named('providerRegistry', 'curve'), ({ curve }) => ({ ...curve })),
  'disputes.DisputeTermsChanged': sets(named('disputes', 'terms'), ({ terms }) => ({ ...terms })),
  'rewards.PublisherChanged': sets(named('rewards', 'publisher'), ({ publisher }) => publisher),
  'rewards.GuardianChanged': sets(named('rewards', 'guardian'), ({ guardian }) => guardian),
  'timelock.MinDelayChange': sets(named('timelock', 'minDelay'), ({ newDuration }) => newDuration.toString()),
  'timelock.RoleGranted': role(true),
  'timelock.RoleRevoked': role(false),
  'timelock.RoleAdminChanged': sets(
    (event) => ({ contract: 'timelock', name: 'roleAdmin', subject: roleName(event.role) }),
    ({ newAdminRole }) => roleName(newAdminRole),
  ),
  'governor.VotingDelaySet': sets(named('governor', 'votingDelay'), (event) =>
    event.newVotingDelay.toString(),
  ),
  'governor.VotingPeriodSet': sets(named('governor', 'votingPeriod'), (event) =>
    event.newVotingPeriod.toString(),
  ),
  'governor.ProposalThresholdSet': sets(named('governor', 'proposalThreshold'), (event) =>
    event.newProposalThreshold.toString(),
  ),
  'governor.QuorumNumeratorUpdated': sets(named('governor', 'quorumNumerator'), (event) =>
    event.newQuorumNumerator.toString(),
  ),
  'governor.LateQuorumVoteExtensionSet': sets(named('governor', 'lateQuorumVoteExtension'), (event) =>
    event.newVoteExtension.toString(),
  ),
  'governor.TimelockChange': sets(named('governor', 'timelock'), ({ newTimelock }) => newTimelock),
  'token.Transfer': supply,
};
