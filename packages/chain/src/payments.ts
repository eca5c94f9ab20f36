import { Address } from '@atoll/schemas/ids';
import { paymentRoles, type PaymentWire } from '@atoll/schemas/job';
import { ChainUnavailable } from './errors.ts';

/** A credit as an event packs it, in the token's smallest unit. */
export interface PackedPayment {
  readonly role: PaymentWire['role'];
  readonly account: Address;
  readonly amount: bigint;
}

/** A credit that a settlement made, in the token's smallest unit. */
export interface ChainPayment extends PackedPayment {
  /** The asset that earned it; 0 where the role has none. */
  readonly assetId: bigint;
}

const amountMask = 2n ** 88n - 1n;

/** A word that holds no payment which this version knows. */
export class PaymentUnknown extends ChainUnavailable {
  constructor(role: number) {
    super({ what: `payment role ${role} is not one that is known` });
  }
}

/**
 * Takes a `Payment` of `types/Payment.sol` apart. From the lowest bit: role (8), amount (88), account (160).
 *
 * @throws ChainUnavailable for a role that is not known
 * @example unpackPayment(0xabcd…0a05n) // { role: 'refund', amount: 10n, account: '0xabcd…' }
 */
export function unpackPayment(word: bigint): PackedPayment {
  const number = Number(word & 0xffn);
  const role = paymentRoles[number];
  if (role === undefined) throw new PaymentUnknown(number);
  return {
    role,
    amount: (word >> 8n) & amountMask,
    account: Address.parse(`0x${(word >> 96n).toString(16).padStart(40, '0')}`),
  };
}

/** The word that {@link unpackPayment} takes apart. */
export function packPayment({ role, account, amount }: PackedPayment): bigint {
  if (amount > amountMask) throw new RangeError(`${amount} does not fit a payment`);
  return (BigInt(account) << 96n) | (amount << 8n) | BigInt(paymentRoles.indexOf(role));
}

/** The assets of an order, by which a payment is told apart. */
export interface PaidAssets {
  readonly datasets: readonly { readonly assetId: bigint }[];
  readonly algorithm: { readonly assetId: bigint };
}

/**
 * The payments of an ended job with the assets that earned them, which the words leave out: entries of data stand in the order of
 * the order's datasets, one for each, so the position tells the asset. Entries of nothing are left out of the answer.
 *
 * @param packed every payment of the event `JobSettled` or `JobEnded`, in its order
 * @example const payments = attributed(event.args.payments.map(unpackPayment), order);
 */
export function attributed(packed: readonly PackedPayment[], order: PaidAssets): ChainPayment[] {
  const datasets = order.datasets.values();
  const assetOf = (role: PackedPayment['role']): bigint => {
    if (role === 'data') return datasets.next().value?.assetId ?? 0n;
    return role === 'algorithm' ? order.algorithm.assetId : 0n;
  };
  return packed
    .map((payment) => ({ ...payment, assetId: assetOf(payment.role) }))
    .filter(({ amount }) => amount > 0n);
}
