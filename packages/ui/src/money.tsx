import type { Address } from '@atoll/schemas/ids';
import { useWebConfig } from './wallet/wallet-door.tsx';

/** A token as amounts are shown in it. */
export interface ShownToken {
  readonly address: string;
  readonly symbol: string;
  readonly decimals: number;
}

/**
 * An amount in whole tokens, every digit kept: thousands are grouped, trailing zeros of the fraction go.
 *
 * @param amount in the token's smallest unit
 * @example formatAmount(1234500000n, 6) // '1,234.5'
 */
export function formatAmount(amount: bigint, decimals: number): string {
  const sign = amount < 0n ? '−' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/**
 * The words of a person read as an amount, or why they are none. A comma counts only where it groups thousands: half of the world writes it
 * before the fraction, and what is dropped from `0,5` makes ten times the amount.
 */
export function parseAmount(text: string, decimals: number): { amount: bigint } | { wrong: string } {
  const match = /^(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d*))?$/.exec(text.trim());
  if (match === null) {
    return text.includes(',')
      ? {
          wrong: 'Write a number such as 1,234.5: a point before the fraction, commas only between thousands',
        }
      : { wrong: 'Write a number such as 12.5' };
  }
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > decimals) return { wrong: `At most ${decimals} digits after the point` };
  return { amount: BigInt(`${whole.replaceAll(',', '')}${fraction.padEnd(decimals, '0')}`) };
}

/** The token of an address; one that the deployment does not list is told by its address, its amounts in the smallest unit. */
export function useToken(address: Address | string): ShownToken {
  const { tokens } = useWebConfig().addressBook;
  const known = tokens.find((token) => token.address === address.toLowerCase());
  return known ?? { address, symbol: `units of ${address.slice(0, 8)}…`, decimals: 0 };
}

/** An amount with its token, never rounded. */
export function Money({ amount, token }: { amount: bigint | string; token: Address | string }) {
  const { symbol, decimals } = useToken(token);
  return (
    <span className="amount">
      {formatAmount(BigInt(amount), decimals)} {symbol}
    </span>
  );
}
