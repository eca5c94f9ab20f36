import type { Address } from '@atoll/schemas/ids';
import type { Projection } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

/** Stands for the token itself where it is made or destroyed, and for nobody as a delegate. */
export const zeroAddress: Address = `0x${'0'.repeat(40)}`;

function change(
  rows: WorkingSet,
  account: Address,
  to: (before: StateRow<'voters'>) => Partial<StateRow<'voters'>>,
): void {
  const before = rows.get('voters', { account }) ?? { account, balance: 0n, delegate: null, votes: 0n };
  rows.put('voters', { ...before, ...to(before) });
}

/** Holders of the governance token, whom they let vote, and the votes of those. */
export const voterProjection: Projection = {
  'token.Transfer': {
    reads: (event, read) => {
      for (const account of [event.from, event.to]) if (account !== zeroAddress) read('voters', { account });
    },
    apply: (rows, { from, to, value }) => {
      if (from !== zeroAddress) change(rows, from, ({ balance }) => ({ balance: balance - value }));
      if (to !== zeroAddress) change(rows, to, ({ balance }) => ({ balance: balance + value }));
      return true;
    },
  },
  'token.DelegateChanged': {
    reads: (event, read) => read('voters', { account: event.delegator }),
    apply: (rows, { delegator, toDelegate }) => {
      change(rows, delegator, () => ({ delegate: toDelegate === zeroAddress ? null : toDelegate }));
      return true;
    },
  },
  'token.DelegateVotesChanged': {
    reads: (event, read) => read('voters', { account: event.delegate }),
    apply: (rows, { delegate, newVotes: votes }) => {
      change(rows, delegate, () => ({ votes }));
      return true;
    },
  },
};
