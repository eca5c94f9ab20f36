import type { Address } from '@atoll/schemas/ids';
import type { EventOf } from '../decode/market-event.ts';
import { claimedParts, countedOf, incomePerShare, remainderOf } from './dividends.ts';
import { type Loaded, placeOf, type Projection, type Read } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

const zero: Address = `0x${'0'.repeat(40)}`;

type Shares = StateRow<'share_tokens'>;

/** What was ever credited to shares in a token. */
const receivedBy = (rows: WorkingSet, share_token: Address, token: Address): bigint =>
  rows.get('balances', { token, account: share_token })?.credited ?? 0n;

/** Says that the income of shares will be read, in every token that the database knows of; a token that a batch adds says so itself. */
function readIncome(share_token: Address, read: Read, loaded: Loaded): void {
  for (const token of loaded('share_tokens', { share_token })?.tokens ?? []) {
    read('balances', { token, account: share_token });
  }
}

const holderOf = (rows: WorkingSet, share_token: Address, account: Address): StateRow<'share_holders'> =>
  rows.get('share_holders', { share_token, account }) ?? { share_token, account, shares: 0n, debts: [] };

/** Changes what an account holds, and what is taken off its income in each token of the shares. */
function changeHolder(
  rows: WorkingSet,
  { share_token, tokens }: Shares,
  account: Address,
  change: { shares: bigint; debtOf: (position: number) => bigint },
): void {
  const before = holderOf(rows, share_token, account);
  rows.put('share_holders', {
    ...before,
    shares: before.shares + change.shares,
    debts: tokens.map((_token, position) => (before.debts[position] ?? 0n) + change.debtOf(position)),
  });
}

/** Whoever receives shares gets no part in what came in before; whoever gives them away keeps his. */
function transfer(rows: WorkingSet, shares: Shares, event: EventOf<'shareToken.Transfer'>): void {
  const { from, to, value } = event;
  const { share_token, tokens, supply } = shares;
  if (value === 0n) return;
  if (from === zero) {
    // Nothing is shared out before the first share exists: what was there already is the first holder's.
    changeHolder(rows, shares, to, { shares: value, debtOf: () => 0n });
    return;
  }
  const perShare = tokens.map((token) => incomePerShare(receivedBy(rows, share_token, token), supply));
  const debtOf = (position: number): bigint => value * (perShare[position] ?? 0n);
  changeHolder(rows, shares, from, { shares: -value, debtOf: (position) => -debtOf(position) });
  if (to !== zero) changeHolder(rows, shares, to, { shares: value, debtOf });
}

/** The end of shares: what no division gave away is the heir's, as is all that comes in from now on. */
function dissolve(rows: WorkingSet, shares: Shares, heir: Address): void {
  const { share_token, tokens, supply } = shares;
  const received = tokens.map((token) => receivedBy(rows, share_token, token));
  changeHolder(rows, shares, heir, {
    shares: 0n,
    debtOf: (position) => -remainderOf(received[position] ?? 0n, supply),
  });
  rows.put('share_tokens', { ...shares, heir, ended: received.map(countedOf) });
}

function claim(rows: WorkingSet, shares: Shares, event: EventOf<'shareToken.DividendClaimed'>): void {
  const { account, token, amount } = event;
  const position = shares.tokens.indexOf(token);
  if (position >= 0) {
    changeHolder(rows, shares, account, {
      shares: 0n,
      debtOf: (other) => (other === position ? claimedParts(amount) : 0n),
    });
  }
  rows.append('dividends', {
    ...placeOf(event),
    ...{ share_token: shares.share_token, account, token, amount },
    claimed_at: event.blockTimestamp,
  });
}

type OfShares = EventOf<
  | 'shareToken.Transfer'
  | 'shareToken.DividendClaimed'
  | 'shareToken.TokenAdded'
  | 'shareToken.SharesDissolved'
>;

/** A step of shares, which their own contract told. */
const ofShares = <Event extends OfShares>(
  accountsOf: (event: Event) => readonly Address[],
  change: (rows: WorkingSet, shares: Shares, event: Event) => void,
) => ({
  readsFirst: (event: Event, read: Read) => read('share_tokens', { share_token: event.emitter }),
  reads: (event: Event, read: Read, _jobOf: unknown, loaded: Loaded) => {
    readIncome(event.emitter, read, loaded);
    for (const account of accountsOf(event)) {
      if (account !== zero) read('share_holders', { share_token: event.emitter, account });
    }
  },
  apply: (rows: WorkingSet, event: Event) => {
    const shares = rows.get('share_tokens', { share_token: event.emitter });
    if (shares === undefined) return false;
    change(rows, shares, event);
    return true;
  },
});

/** Shares in the income of assets, who holds them and what they were paid. */
export const shareProjection: Projection = {
  'revenueShares.SharesCreated': {
    apply: (rows, event) => {
      const { token: share_token, assetId: asset_id, label: name, symbol, supply } = event;
      rows.put('share_tokens', {
        ...{ share_token, asset_id, name, symbol, supply },
        tokens: [],
        ended: [],
        heir: null,
        released: false,
        created_block: event.blockNumber,
        created_log: event.logIndex,
      });
      return true;
    },
  },
  'revenueShares.SharesReleased': {
    reads: (event, read) => read('share_tokens', { share_token: event.token }),
    apply: (rows, event) => {
      const shares = rows.get('share_tokens', { share_token: event.token });
      if (shares === undefined) return false;
      rows.put('share_tokens', { ...shares, released: true });
      return true;
    },
  },
  'shareToken.TokenAdded': {
    ...ofShares<EventOf<'shareToken.TokenAdded'>>(
      () => [],
      (rows, shares, event) => {
        const { share_token, tokens, heir } = shares;
        // Of what is added after the end nothing is divided, and there is no limit to how many are.
        if (heir === null) rows.put('share_tokens', { ...shares, tokens: [...tokens, event.token] });
        rows.append('share_payment_tokens', {
          ...placeOf(event),
          ...{ share_token, token: event.token },
          added_at: event.blockTimestamp,
        });
      },
    ),
    reads: (event, read) => read('balances', { token: event.token, account: event.emitter }),
  },
  'shareToken.Transfer': ofShares(({ from, to }) => [from, to], transfer),
  'shareToken.DividendClaimed': ofShares(({ account }) => [account], claim),
  'shareToken.SharesDissolved': ofShares(
    ({ heir }) => [heir],
    (rows, shares, event) => dissolve(rows, shares, event.heir),
  ),
};
