import type { Address } from '@atoll/schemas/ids';
import type { EventName, EventOf, PlacedEvent } from '../decode/market-event.ts';
import { parameterOf, roleName } from './parameter-of.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import { zeroAddress } from './voters.ts';

type Json = string | number | boolean | null | { readonly [name: string]: Json };

/**
 * A step that sets what `parameterOf` names.
 * @param valueOf its value after the event: numbers of up to 48 bits as numbers, larger ones as decimal strings
 */
function sets<Event extends PlacedEvent>(valueOf: (event: Event, before: unknown) => Json): Step<Event> {
  const keyOf = (event: Event) => {
    const named = parameterOf(event);
    return named && { subject: '', ...named };
  };
  return {
    reads: (event, read) => {
      const key = keyOf(event);
      if (key !== undefined) read('parameters', key);
    },
    apply: (rows, event) => {
      const key = keyOf(event);
      if (key === undefined) return true;
      const value = valueOf(event, rows.get('parameters', key)?.value);
      const changed = { ...key, value, changed_at: event.blockTimestamp };
      rows.put('parameters', { ...changed, changed_block: event.blockNumber, changed_log: event.logIndex });
      rows.append('parameter_changes', { ...placeOf(event), ...changed });
      return true;
    },
  };
}

type Owned = 'jobs' | 'providerRegistry' | 'disputes' | 'rewards';

/** An owner, and whom it named to take over and has not yet done so (`Ownable2Step`). */
function ownership(contract: Owned): Projection {
  const owner = (account: Address, pending: Address): Json => ({
    account,
    pending: pending === zeroAddress ? null : pending,
  });
  return {
    [`${contract}.OwnershipTransferStarted`]: sets(
      (event: EventOf<`${Owned}.OwnershipTransferStarted` & EventName>) =>
        owner(event.previousOwner, event.newOwner),
    ),
    [`${contract}.OwnershipTransferred`]: sets(
      (event: EventOf<`${Owned}.OwnershipTransferred` & EventName>) => owner(event.newOwner, zeroAddress),
    ),
  };
}

const supply = sets((event: EventOf<'token.Transfer'>, before) => {
  const present = typeof before === 'string' ? BigInt(before) : 0n;
  return (event.from === zeroAddress ? present + event.value : present - event.value).toString();
});

/** What governance decides: every parameter, role and owner as it stands, and each change of one. */
export const parameterProjection: Projection = {
  ...ownership('jobs'),
  ...ownership('providerRegistry'),
  ...ownership('disputes'),
  ...ownership('rewards'),
  'jobs.FeeRateChanged': sets(({ feeRate }) => feeRate),
  'jobs.TreasuryChanged': sets(({ treasury }) => treasury),
  'jobs.ExpiryTermsChanged': sets(({ terms }) => ({ ...terms })),
  'jobs.TokenAcceptanceChanged': sets(({ accepted }) => accepted),
  'providerRegistry.CurveChanged': sets(({ curve }) => ({ ...curve })),
  'disputes.DisputeTermsChanged': sets(({ terms }) => ({ ...terms })),
  'rewards.PublisherChanged': sets(({ publisher }) => publisher),
  'rewards.GuardianChanged': sets(({ guardian }) => guardian),
  'timelock.MinDelayChange': sets(({ newDuration }) => newDuration.toString()),
  'timelock.RoleGranted': sets(() => true),
  'timelock.RoleRevoked': sets(() => false),
  'timelock.RoleAdminChanged': sets(({ newAdminRole }) => roleName(newAdminRole)),
  'governor.VotingDelaySet': sets((event) => event.newVotingDelay.toString()),
  'governor.VotingPeriodSet': sets((event) => event.newVotingPeriod.toString()),
  'governor.ProposalThresholdSet': sets((event) => event.newProposalThreshold.toString()),
  'governor.QuorumNumeratorUpdated': sets((event) => event.newQuorumNumerator.toString()),
  'governor.LateQuorumVoteExtensionSet': sets((event) => event.newVoteExtension.toString()),
  'governor.TimelockChange': sets(({ newTimelock }) => newTimelock),
  'token.Transfer': supply,
};
