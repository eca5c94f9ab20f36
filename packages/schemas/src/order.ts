import { z } from 'zod';
import { EngineFacts } from './environment.ts';
import {
  Address,
  Amount,
  Amount88,
  Amount96,
  BlockTime,
  Bytes32,
  Hex,
  hexUpTo,
  RelayedSignature,
  Seconds32,
  Uint32,
} from './ids.ts';

/** One asset of an order on the wire. `assetId` is the token id in decimal; chain and registry are those of the deployment. */
export const LegWire = z.object({
  assetId: Amount.describe('token id of the asset'),
  metadataDigest: Bytes32.describe('digest of the exact version'),
  payee: Address.describe('who is paid for it'),
  price: Amount96.describe('price of the run, in the token’s smallest unit'),
  series: Uint32.describe(
    'series of the pass that pays for this dataset; 0 where the order pays its price, as always for the algorithm',
  ),
});

/** An order as it travels in JSON: the fields of `Order` in the contracts, amounts as decimal strings. */
export const OrderWire = z.object({
  buyer: Address.describe('who orders'),
  provider: Address.describe('who runs it'),
  payout: Address.describe('who is paid for compute'),
  token: Address.describe('token of all amounts'),
  environment: Bytes32.describe('the provider’s environment that is rented'),
  datasets: z.array(LegWire).min(1).max(8).describe('what it runs on, by ascending token id'),
  algorithm: LegWire.describe('what is run'),
  parametersDigest: Bytes32.describe('digest of the parameters as canonical JSON'),
  recipient: Bytes32.describe('public key (X25519) that the result is encrypted to'),
  pricePerSecond: Amount96.describe('price of a second of compute, in the token’s smallest unit'),
  maxSeconds: Seconds32.positive().describe('most seconds of compute that are paid'),
  failureCap: Amount96.describe(
    'most that a run without a released result may cost, in the token’s smallest unit',
  ),
  relayFee: Amount96.describe('what whoever relays the order is paid, in the token’s smallest unit'),
  feeRate: z.int().min(0).max(10_000).describe('the protocol’s part, in basis points'),
  runBy: BlockTime.describe('deadline for the run to be reported, block time in seconds'),
  reviewBy: BlockTime.describe('deadline for the review of outputs, block time in seconds'),
  settleBy: BlockTime.describe('deadline for the settlement, block time in seconds'),
  salt: Bytes32.describe('makes two equal orders differ'),
});
export type OrderWire = z.infer<typeof OrderWire>;

/** One asset of an order, as contracts take it. */
export interface Leg {
  assetId: bigint;
  metadataDigest: Bytes32;
  payee: Address;
  price: bigint;
  /** Series of the `AccessPass` that pays for this dataset; 0 where the order pays its price. */
  series: number;
}

/** An order as contracts take it (see `types/Order.sol`): amounts in the token's smallest unit, times in block seconds. */
export interface Order {
  buyer: Address;
  provider: Address;
  payout: Address;
  token: Address;
  environment: Bytes32;
  datasets: readonly Leg[];
  algorithm: Leg;
  parametersDigest: Bytes32;
  recipient: Bytes32;
  pricePerSecond: bigint;
  maxSeconds: number;
  failureCap: bigint;
  relayFee: bigint;
  feeRate: number;
  runBy: number;
  reviewBy: number;
  settleBy: number;
  salt: Bytes32;
}

const legFromWire = (leg: z.infer<typeof LegWire>): Leg => ({
  ...leg,
  assetId: BigInt(leg.assetId),
  price: BigInt(leg.price),
});
const legToWire = (leg: Leg): z.infer<typeof LegWire> => ({
  ...leg,
  assetId: leg.assetId.toString(),
  price: leg.price.toString(),
});

/** Money is bigint inside. */
export function orderFromWire(wire: OrderWire): Order {
  return {
    ...wire,
    datasets: wire.datasets.map(legFromWire),
    algorithm: legFromWire(wire.algorithm),
    pricePerSecond: BigInt(wire.pricePerSecond),
    failureCap: BigInt(wire.failureCap),
    relayFee: BigInt(wire.relayFee),
  };
}

/** The JSON form of an order. */
export function orderToWire(order: Order): OrderWire {
  return {
    ...order,
    datasets: order.datasets.map(legToWire),
    algorithm: legToWire(order.algorithm),
    pricePerSecond: order.pricePerSecond.toString(),
    failureCap: order.failureCap.toString(),
    relayFee: order.relayFee.toString(),
  };
}

/** What a buyer asks a provider to quote. The provider fills in prices, payees, deadlines and salt. */
export const QuoteRequest = z.object({
  buyer: Address,
  datasets: z
    .array(
      z.object({
        assetId: Amount,
        metadataDigest: Bytes32,
        /** A pass of this series pays for the dataset: the buyer holds a unit of it. */
        series: Uint32.default(0),
      }),
    )
    .min(1)
    .max(8),
  algorithm: z.object({ assetId: Amount, metadataDigest: Bytes32 }),
  environment: Bytes32,
  /** Checked against the manifest's JSON Schema before anything else. */
  parameters: z.record(z.string(), z.unknown()),
  recipient: Bytes32,
  /** Seconds the buyer is ready to pay for; absent means the manifest's `maxSeconds`. */
  maxSeconds: Seconds32.positive().optional(),
  /** Most that a failed run may cost; absent means what the compute could cost at most. */
  failureCap: Amount96.optional(),
  /** true: the provider relays a signed order, and the quote carries its relay fee. */
  relayed: z.boolean().default(false),
});
export type QuoteRequest = z.infer<typeof QuoteRequest>;

/** One line of a price. */
export const PriceLine = z.object({
  role: z.enum(['data', 'algorithm', 'compute', 'fee', 'relay']),
  account: Address,
  /** Most that this line can cost. */
  amount: Amount,
  assetId: Amount.optional(),
  /** Where a pass pays this line in the buyer's place. */
  series: Uint32.optional(),
});

/** A provider's signed promise. Ordering it before `validUntil` binds the provider. */
export const QuoteOffer = z.object({
  jobId: Bytes32,
  order: OrderWire,
  validUntil: BlockTime,
  signature: Hex,
  /** What the order locks, passes included. */
  maximum: Amount88,
  lines: z.array(PriceLine),
  /** What would run it as things stand; the receipt says what did. */
  engine: EngineFacts,
  jobs: Address,
  chainId: z.int().positive(),
});
export type QuoteOffer = z.infer<typeof QuoteOffer>;

/** A buyer's signed order for the provider to send: two signatures, no native coin. */
export const RelayRequest = z.object({
  jobId: Bytes32,
  /** EIP-712 signature of the order. */
  signature: RelayedSignature,
  /** abi.encode(value, deadline, v, r, s) of ERC-2612, or 0x where the allowance is given. */
  permit: hexUpTo(160),
});
export type RelayRequest = z.infer<typeof RelayRequest>;
