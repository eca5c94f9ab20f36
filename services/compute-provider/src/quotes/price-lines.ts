import { maximumOf, maximumParts } from '@atoll/chain/maximum-of';
import type { Address } from '@atoll/schemas/ids';
import type { Order, QuoteOffer } from '@atoll/schemas/order';

type PriceLine = QuoteOffer['lines'][number];

/**
 * What an order costs at most, itemised; the lines add up to what `Jobs` locks.
 * @param accounts.treasury receives the fee
 * @param accounts.relayer whoever sends a signed order; this provider's operator
 */
export function priceLines(
  order: Order,
  accounts: { treasury: Address; relayer: Address },
): { lines: PriceLine[]; maximum: bigint } {
  const parts = maximumParts(order);
  const lines: PriceLine[] = [
    ...order.datasets.map(({ payee, price, assetId, series }) => ({
      role: 'data' as const,
      account: payee,
      amount: price.toString(),
      assetId: assetId.toString(),
      ...(series === 0 ? {} : { series }),
    })),
    {
      role: 'algorithm',
      account: order.algorithm.payee,
      amount: parts.algorithm.toString(),
      assetId: order.algorithm.assetId.toString(),
    },
    { role: 'compute', account: order.payout, amount: parts.compute.toString() },
  ];
  if (parts.fee > 0n) lines.push({ role: 'fee', account: accounts.treasury, amount: parts.fee.toString() });
  if (parts.relay > 0n)
    lines.push({ role: 'relay', account: accounts.relayer, amount: parts.relay.toString() });
  return { lines, maximum: maximumOf(order) };
}
