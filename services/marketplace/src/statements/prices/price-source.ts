import type { Address } from '@atoll/schemas/ids';
import type { Decimal } from '../decimal.ts';

/** A token whose price is asked for; only tokens that the deployment lists have one. */
export interface PricedToken {
  readonly address: Address;
  readonly symbol: string;
}

/** What one whole token was worth on a day, and who says so. */
export interface Price {
  readonly price: Decimal;
  readonly source: string;
}

/** Why there is no price. */
export interface NoPrice {
  readonly reason: string;
}

/** Where prices come from. */
export interface PriceSource {
  readonly currency: string;
  /** Digits behind the point that values in this currency are shown with. */
  readonly digits: number;
  /** The source as a statement names it. */
  readonly name: string;
  /** The price of a token on a day (`YYYY-MM-DD`, UTC); never one of another day. */
  priceOn(token: PricedToken, day: string, signal: AbortSignal): Promise<Price | NoPrice>;
}

/** Digits that a currency is commonly written with, e.g. 2 for EUR and 0 for JPY. */
export function digitsOf(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}
