import type { AddressBook } from '@atoll/contracts/address-book';
import { Address } from '@atoll/schemas/ids';
import { duration } from '@atoll/ui/moment.tsx';
import { formatAmount, parseAmount } from '@atoll/ui/money.tsx';

/**
 * How people write a value of a call. `percent` is held in basis points, `days` in seconds, `atoll` in the token's smallest unit, `payment` in
 * that of a payment token, `tokens` is a list of one.
 */
export type FieldKind =
  'percent' | 'days' | 'whole' | 'atoll' | 'payment' | 'address' | 'tokens' | 'yes' | 'text';

export type FieldValue = string | bigint | boolean | readonly string[];

/** Decimals of the governance token. */
export const atollDecimals = 18;

type Read = { readonly value: FieldValue } | { readonly wrong: string };

function scaled(text: string, decimals: number, unit: bigint): Read {
  const parsed = parseAmount(text, decimals);
  if ('wrong' in parsed) return parsed;
  return { value: (parsed.amount * unit) / 10n ** BigInt(decimals) };
}

/**
 * What a person wrote, as the ABI takes it, or what is wrong with it.
 * @param decimals of the payment token, for `payment`
 */
export function readField(kind: FieldKind, text: string, decimals: number): Read {
  switch (kind) {
    case 'percent':
      return scaled(text, 2, 100n);
    case 'days':
      return scaled(text, 4, 86_400n);
    case 'whole':
      return scaled(text, 0, 1n);
    case 'atoll':
      return scaled(text, atollDecimals, 10n ** BigInt(atollDecimals));
    case 'payment':
      return scaled(text, decimals, 10n ** BigInt(decimals));
    case 'address':
    case 'tokens': {
      const parsed = Address.safeParse(text.trim());
      if (!parsed.success) return { wrong: 'Write an address: 0x and 40 digits' };
      return { value: kind === 'tokens' ? [parsed.data] : parsed.data };
    }
    case 'yes':
      return { value: text === 'yes' };
    case 'text':
      return text.trim() === '' ? { wrong: 'Write something' } : { value: text };
  }
}

/** A value of a call as people read it. */
export function fieldInWords(kind: FieldKind, value: unknown, token?: AddressBook['tokens'][number]): string {
  const number = typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : undefined;
  if (number !== undefined) {
    switch (kind) {
      case 'percent':
        return `${formatAmount(number, 2)} %`;
      case 'days':
        return number > 10n ** 12n ? `${number} s` : duration(Number(number));
      case 'atoll':
        return `${formatAmount(number, atollDecimals)} ATOLL`;
      case 'payment':
        return token === undefined
          ? `${number} of the smallest unit`
          : `${formatAmount(number, token.decimals)} ${token.symbol}`;
      case 'whole':
      case 'address':
      case 'tokens':
      case 'yes':
      case 'text':
        return number.toString();
    }
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));
}
