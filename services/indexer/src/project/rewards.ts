import type { Address } from '@atoll/schemas/ids';
import type { EventOf } from '../decode/market-event.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

type Epoch = StateRow<'reward_epochs'>;

function commit(rows: WorkingSet, token: Address, amount: bigint): void {
  const before = rows.get('reward_funds', { token })?.committed ?? 0n;
  rows.put('reward_funds', { token, committed: before + amount });
}

function propose(rows: WorkingSet, event: EventOf<'rewards.EpochProposed'>, rewards: Address): void {
  const { epoch, token, root, total } = event;
  const credit = rows.get('balances', { token, account: rewards });
  const held = credit === undefined ? 0n : credit.credited - credit.withdrawn - credit.spent;
  const fund = held - (rows.get('reward_funds', { token })?.committed ?? 0n);
  rows.put('reward_epochs', {
    ...{ epoch, token, root, total, fund },
    state: 'proposed',
    ...{ claimed: 0n, swept: 0n },
    data_digest: event.dataDigest,
    claimable_from: event.claimableFrom,
    proposed_at: event.blockTimestamp,
    proposed_block: event.blockNumber,
    proposed_log: event.logIndex,
  });
  commit(rows, token, total);
}

/** A step of an epoch that was proposed before. */
function ofEpoch<Event extends { readonly epoch: bigint }>(
  change: (rows: WorkingSet, epoch: Epoch, event: Event) => void,
): Step<Event> {
  return {
    readsFirst: (event, read) => read('reward_epochs', { epoch: event.epoch }),
    reads: (event, read, _jobOf, loaded) => {
      // An epoch that the same batch proposes has its fund read by that.
      const token = loaded('reward_epochs', { epoch: event.epoch })?.token;
      if (token !== undefined) read('reward_funds', { token });
    },
    apply: (rows, event) => {
      const epoch = rows.get('reward_epochs', { epoch: event.epoch });
      if (epoch === undefined) return false;
      change(rows, epoch, event);
      return true;
    },
  };
}

/**
 * Epochs of rewards, what was claimed of them, and what of the rewards' credit they may still take.
 * @param rewards the contract out of whose credit they are paid
 */
export const rewardProjection = (rewards: Address): Projection => ({
  'rewards.EpochProposed': {
    reads: ({ epoch, token }, read) => {
      read('reward_epochs', { epoch });
      read('reward_funds', { token });
      read('balances', { token, account: rewards });
    },
    apply: (rows, event) => {
      propose(rows, event, rewards);
      return true;
    },
  },
  'rewards.EpochVetoed': ofEpoch((rows, epoch) => {
    rows.put('reward_epochs', { ...epoch, state: 'vetoed' });
    commit(rows, epoch.token, -epoch.total);
  }),
  'rewards.RewardClaimed': ofEpoch((rows, epoch, event) => {
    const { account, amount } = event;
    rows.put('reward_epochs', { ...epoch, claimed: epoch.claimed + amount });
    rows.append('reward_claims', {
      ...placeOf(event),
      ...{ epoch: epoch.epoch, account, amount },
      claimed_at: event.blockTimestamp,
    });
    commit(rows, epoch.token, -amount);
  }),
  'rewards.EpochSwept': ofEpoch((rows, epoch, { amount }) => {
    rows.put('reward_epochs', { ...epoch, state: 'swept', swept: amount });
    commit(rows, epoch.token, -amount);
  }),
});
