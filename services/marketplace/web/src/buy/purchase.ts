import { type Address, Amount, Amount96, BlockTime, Bytes32, Hex } from '@atoll/schemas/ids';
import { EngineFacts } from '@atoll/schemas/environment';
import { orderFromWire, orderToWire, OrderWire, PriceLine, RelayRequest } from '@atoll/schemas/order';
import type { CheckedQuote } from '@atoll/sdk/quote';
import { useCallback, useState } from 'react';
import { z } from 'zod';

/** A quote that was checked, as the browser keeps it until it is ordered or has expired. */
const KeptQuote = z.object({
  jobId: Bytes32,
  order: OrderWire,
  validUntil: BlockTime,
  signature: Hex,
  maximum: Amount,
  lines: z.array(PriceLine),
  engine: EngineFacts,
});
export type KeptQuote = z.infer<typeof KeptQuote>;

/** How an order reaches the chain. */
export const Way = z.enum(['signatures', 'transaction']);
export type Way = z.infer<typeof Way>;

/** A purchase on its way: what was chosen, and how far it got. Kept in the browser, so that a reload loses nothing. */
export const Purchase = z.object({
  /** Token ids, the page's own first. */
  datasets: z.array(Amount).min(1).max(8),
  algorithm: Amount.optional(),
  /** As they are written in the form: of one algorithm, not always valid yet. */
  parameters: z.record(z.string(), z.json()).optional(),
  environment: Bytes32.optional(),
  maxSeconds: z.int().positive().optional(),
  failureCap: Amount96.optional(),
  way: Way,
  /** Series of passes that pay, by the dataset's token id. */
  passes: z.record(Amount, z.int().positive()),
  quote: KeptQuote.optional(),
  /** Signed and perhaps not sent: sending it again is harmless. */
  signed: RelayRequest.optional(),
});
export type Purchase = z.infer<typeof Purchase>;

export const keepQuote = ({ order, maximum, ...quote }: CheckedQuote): KeptQuote => ({
  ...quote,
  order: orderToWire(order),
  maximum: maximum.toString(),
});

export const takeQuote = ({ order, maximum, ...quote }: KeptQuote): CheckedQuote => ({
  ...quote,
  order: orderFromWire(order),
  maximum: BigInt(maximum),
});

const keyOf = (account: Address, dataset: string): string => `atoll-buy ${account} ${dataset}`;

function read(key: string): Purchase | undefined {
  const text = globalThis.localStorage.getItem(key);
  if (text === null) return undefined;
  try {
    const parsed = Purchase.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The purchase of an account on the page of a dataset, kept over reloads until it is done. */
export function usePurchase(account: Address, dataset: string) {
  const key = keyOf(account, dataset);
  const [purchase, setPurchase] = useState<Purchase>(
    () => read(key) ?? { datasets: [dataset], way: 'signatures', passes: {} },
  );
  const change = useCallback(
    (changes: Partial<Purchase>) =>
      setPurchase((old) => {
        const next = { ...old, ...changes };
        globalThis.localStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    [key],
  );
  const finish = useCallback(() => globalThis.localStorage.removeItem(key), [key]);
  return { purchase, change, finish };
}

const orderedKey = (jobId: Bytes32): string => `atoll-ordered ${jobId}`;

/** Keeps the parameters of an order: the chain has only their digest, and checking a receipt wants them. */
export function keepParameters(jobId: Bytes32, parameters: NonNullable<Purchase['parameters']>): void {
  globalThis.localStorage.setItem(orderedKey(jobId), JSON.stringify(parameters));
}

/** The parameters of an order that was made in this browser. */
export function readParameters(jobId: Bytes32): NonNullable<Purchase['parameters']> | undefined {
  const text = globalThis.localStorage.getItem(orderedKey(jobId));
  return text === null ? undefined : z.record(z.string(), z.json()).parse(JSON.parse(text));
}
