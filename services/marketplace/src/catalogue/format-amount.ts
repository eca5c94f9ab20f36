import type { Address } from '@atoll/schemas/ids';

/** A token that the deployment accepts; its symbol comes from the deployment, never from a stranger's contract. */
export interface AcceptedToken {
  readonly address: Address;
  readonly symbol: string;
  readonly decimals: number;
}

/**
 * An amount in a token's smallest unit as people read it. A token that the deployment does not list is named by its address
 * and its amount stays in smallest units, since what its contract says of itself proves nothing.
 *
 * @example formatAmount('1500000', usd, [{ address: usd, symbol: 'tUSD', decimals: 6 }]) // '1.5 tUSD'
 */
export function formatAmount(amount: string, token: Address, accepted: readonly AcceptedToken[]): string {
  const known = accepted.find((each) => each.address === token);
  if (known === undefined) return `${amount} smallest units of ${token}`;
  const digits = amount.padStart(known.decimals + 1, '0');
  const whole = digits.slice(0, digits.length - known.decimals);
  const fraction = digits.slice(digits.length - known.decimals).replace(/0+$/, '');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === '' ? '' : `.${fraction}`} ${known.symbol}`;
}
