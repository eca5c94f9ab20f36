import type { Address } from '@atoll/schemas/ids';
import type { EventOf } from '../decode/market-event.ts';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { WorkingSet } from './working-set.ts';

/** What an account was given in the escrow's ledger, and what of that it took out and spent. */
export interface Credit {
  readonly credited: bigint;
  readonly withdrawn: bigint;
  readonly spent: bigint;
}

/** Adds to one of the sums of an account's balance. */
export function changeBalance(
  rows: WorkingSet,
  { token, account }: { token: Address; account: Address },
  sum: keyof Credit,
  more: (before: Credit) => bigint,
): void {
  rows.change('balances', { token, account }, (before) => {
    const [credited, withdrawn, spent] = [
      before?.credited ?? 0n,
      before?.withdrawn ?? 0n,
      before?.spent ?? 0n,
    ];
    const after = { token, account, credited, withdrawn, spent };
    after[sum] += more(after);
    return after;
  });
}

export function credit(rows: WorkingSet, key: { token: Address; account: Address }, amount: bigint): void {
  changeBalance(rows, key, 'credited', () => amount);
}

export function spend(rows: WorkingSet, key: { token: Address; account: Address }, amount: bigint): void {
  changeBalance(rows, key, 'spent', () => amount);
}

type Move = EventOf<'jobs.Withdrawn' | 'jobs.Deposited' | 'jobs.CreditTransferred'>;

/** What a move means for who: `account` is whose statement it stands in first. */
function partiesOf(event: Move): {
  kind: 'deposited' | 'withdrawn' | 'transferred';
  account: Address;
  counterparty: Address;
} {
  switch (event.name) {
    case 'jobs.Deposited':
      return { kind: 'deposited', account: event.to, counterparty: event.from };
    case 'jobs.Withdrawn':
      return { kind: 'withdrawn', account: event.account, counterparty: event.to };
    case 'jobs.CreditTransferred':
      return { kind: 'transferred', account: event.from, counterparty: event.to };
  }
}

const move: Step<Move> = {
  reads: (event, read) => {
    const { kind, account, counterparty } = partiesOf(event);
    read('balances', { token: event.token, account });
    if (kind === 'transferred') read('balances', { token: event.token, account: counterparty });
  },
  apply: (rows, event) => {
    const { token, amount } = event;
    const { kind, account, counterparty } = partiesOf(event);
    if (kind === 'deposited') credit(rows, { token, account }, amount);
    if (kind === 'withdrawn') changeBalance(rows, { token, account }, 'withdrawn', () => amount);
    if (kind === 'transferred') {
      spend(rows, { token, account }, amount);
      credit(rows, { token, account: counterparty }, amount);
    }
    rows.append('credit_moves', {
      ...placeOf(event),
      ...{ kind, account, counterparty, token, amount },
      moved_at: event.blockTimestamp,
    });
    return true;
  },
};

/** Credit that moves outside of jobs. */
export const creditProjection: Projection = {
  'jobs.Withdrawn': move,
  'jobs.Deposited': move,
  'jobs.CreditTransferred': move,
};
