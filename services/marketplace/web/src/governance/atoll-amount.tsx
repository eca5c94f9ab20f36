import { formatAmount } from '@atoll/ui/money.tsx';
import { atollDecimals } from './call-field.ts';

/** Votes or tokens of governance, never rounded. */
export function Atolls({ amount }: { amount: bigint | string }) {
  return <span className="amount">{formatAmount(BigInt(amount), atollDecimals)} ATOLL</span>;
}
