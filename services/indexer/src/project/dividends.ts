/** Parts of a token's smallest unit in which shares count (`ShareToken.sol`). */
const scale = 10n ** 27n;
/** What shares count of a token at most, ever. */
const most = 2n ** 128n - 1n;

/** What of the income ever received is counted. */
export const countedOf = (received: bigint): bigint => (received < most ? received : most);

/**
 * Income of each part of a share since the beginning, in 1/1e27 of a token's smallest unit. The contract adds it up income by income and
 * carries what each division leaves into the next one, so that it always is the quotient of the whole.
 * @param supply in 1/1e18 of a share, above zero
 */
export const incomePerShare = (received: bigint, supply: bigint): bigint =>
  (countedOf(received) * scale) / supply;

/** What no share was given yet, in 1/1e27 of a token's smallest unit. */
export const remainderOf = (received: bigint, supply: bigint): bigint =>
  (countedOf(received) * scale) % supply;

/** What a claim takes off. */
export const claimedParts = (amount: bigint): bigint => amount * scale;

/** An account's stake in the income of shares in one token. */
export interface Stake {
  /** In 1/1e18 of a share. */
  readonly shares: bigint;
  /** `share_holders.debts` of the token; nothing for a token that was not shared out yet when it was written. */
  readonly debt: bigint;
  /** `share_tokens.supply`: as created, also once dissolved. */
  readonly supply: bigint;
  /** All that was ever credited to the shares in the token: `balances.credited` of their token. */
  readonly received: bigint;
  /** What was paid of it: `balances.spent` of the same row. */
  readonly paid: bigint;
  /** `share_tokens.ended` of the token; undefined for one that was not shared out by then. */
  readonly ended: bigint | undefined;
  /** Whether the shares are dissolved, and whether by this account. */
  readonly dissolved: 'no' | 'by another' | 'by the account';
}

/**
 * What an account is owed, exactly as `ShareToken.owedOf` answers: whole units that it can claim, and the fraction of a unit beyond them in
 * 1/1e27. Of a token that nobody added yet it is what could be claimed once somebody did.
 * @example
 * owedOf({ shares: 1n, debt: 0n, supply: 3n, received: 100n, paid: 0n, ended: undefined, dissolved: 'no' })
 * // { amount: 33n, fraction: 333333333333333333333333333n }
 */
export function owedOf(stake: Stake): { amount: bigint; fraction: bigint } {
  const { shares, debt, supply, received, paid, ended, dissolved } = stake;
  let parts = -debt;
  if (dissolved === 'no') parts += shares * incomePerShare(received, supply);
  if (dissolved === 'by the account') {
    // Of a token that was added afterwards everything was the heir's from the start.
    parts += (ended === undefined ? received - paid : countedOf(received) - ended) * scale;
  }
  return { amount: parts / scale, fraction: parts % scale };
}
