import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { PackedPayment } from '@atoll/chain/payments';
import type { Order } from '@atoll/schemas/order';
import { type Random, seeded } from '../../economics/random.ts';

export interface MarketProvider {
  readonly account: Address;
  operator: Address;
  readonly payout: Address;
  readonly token: Address;
  readonly environments: {
    readonly id: Bytes32;
    readonly resources: Bytes32;
    price: bigint;
    slots: number;
  }[];
  readonly datasets: Dataset[];
  bonded: bigint;
  unbonding: bigint;
}

export interface Asset {
  readonly id: bigint;
  readonly token: Address;
  owner: Address;
  beneficiary: Address;
  metadataDigest: Bytes32;
  version: number;
  price: bigint;
}

export interface Dataset extends Asset {
  readonly provider: MarketProvider;
  active: boolean;
  ownerEpoch: number;
  commitment: Bytes32;
  readonly derivativeRoyalty: number;
  readonly approved: Algorithm[];
  /** What it owes of each payment, where it is derived. */
  readonly parent: Dataset | undefined;
  seriesCount: number;
}

export type Algorithm = Asset;

/** Runs that were sold in advance. */
export interface Series {
  readonly dataset: Dataset;
  readonly number: number;
  readonly id: bigint;
  readonly price: bigint;
  readonly holders: { readonly account: Address; units: number }[];
}

export interface MarketJob {
  readonly id: Bytes32;
  readonly order: Order;
  readonly maximum: bigint;
  readonly provider: MarketProvider;
  readonly datasets: readonly Dataset[];
  readonly algorithm: Algorithm;
  readonly series: Series | undefined;
  readonly orderedAt: number;
  /** Seconds that were reported for review. */
  reported: number | undefined;
}

export interface EndedJob extends MarketJob {
  readonly payments: readonly PackedPayment[];
  /** By the number in the ABI. */
  readonly outcome: number;
  rated: boolean;
  disputed: boolean;
}

export interface OpenDispute {
  readonly job: EndedJob;
  readonly bond: bigint;
  readonly frozen: bigint;
}

export interface Channel {
  readonly id: Bytes32;
  readonly payer: Address;
  readonly payee: Address;
  readonly token: Address;
  deposit: bigint;
  redeemed: bigint;
}

export interface Bounty {
  readonly id: Bytes32;
  readonly funder: Address;
  readonly amount: bigint;
  readonly token: Address;
  rest: bigint;
  readonly submitters: Address[];
}

export interface Epoch {
  readonly number: bigint;
  readonly token: Address;
  left: bigint;
  readonly claimed: Set<Address>;
}

export interface Proposal {
  readonly id: bigint;
  readonly call: { readonly id: Bytes32; readonly target: Address };
  readonly voters: Set<Address>;
}

/** Everything that the acts of a history know of each other: a market as the contracts would hold it. */
export interface World {
  readonly random: Random;
  /** Block time in seconds. */
  now: number;
  readonly accounts: readonly Address[];
  readonly relayers: readonly Address[];
  /** Credits by token and account, as the escrow's ledger has them. */
  readonly credits: Map<string, bigint>;
  readonly providers: MarketProvider[];
  readonly datasets: Dataset[];
  readonly algorithms: Algorithm[];
  readonly series: Series[];
  readonly open: MarketJob[];
  readonly ended: EndedJob[];
  readonly disputes: OpenDispute[];
  readonly channels: Channel[];
  readonly bounties: Bounty[];
  readonly epochs: Epoch[];
  readonly proposals: Proposal[];
  readonly votes: Map<Address, bigint>;
  shareTokens: number;
}

export const feeRate = 300;
export const zeroAddress: Address = `0x${'0'.repeat(40)}`;
export const zeroWord: Bytes32 = `0x${'0'.repeat(64)}`;

/** Jobs that are open at once; above it jobs end before new ones are ordered. */
export const mostOpen = 300;
/** Ended jobs that ratings, disputes and derivations choose from. */
const remembered = 2000;

function digits(random: Random, count: number): string {
  let text = '';
  while (text.length < count)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, count);
}

export const someAddress = (random: Random): Address => `0x${digits(random, 40)}`;
export const someWord = (random: Random): Bytes32 => `0x${digits(random, 64)}`;

export function openWorld(options: { seed: number; accounts: number; now: number }): World {
  const random = seeded(options.seed);
  return {
    random,
    now: options.now,
    accounts: Array.from({ length: options.accounts }, () => someAddress(random)),
    relayers: Array.from({ length: 5 }, () => someAddress(random)),
    credits: new Map(),
    providers: [],
    datasets: [],
    algorithms: [],
    series: [],
    open: [],
    ended: [],
    disputes: [],
    channels: [],
    bounties: [],
    epochs: [],
    proposals: [],
    votes: new Map(),
    shareTokens: 0,
  };
}

/** A whole number from 0 to below `bound`. */
export const below = (world: World, bound: number): number => Math.floor(world.random() * bound);
export const chance = (world: World, probability: number): boolean => world.random() < probability;

/** One of a list; `undefined` of an empty one. */
export const oneOf = <T>(world: World, list: readonly T[]): T | undefined => list[below(world, list.length)];

/** One of a list, taken out; the order of the others changes. */
export function takeOneOf<T>(world: World, list: T[]): T | undefined {
  const at = below(world, list.length);
  const taken = list[at];
  const last = list.pop();
  if (last !== undefined && at < list.length) list[at] = last;
  return taken;
}

/** An account; few of them act often, most seldom. */
export function someone(world: World): Address {
  const account = world.accounts[Math.floor(world.accounts.length * world.random() ** 2)];
  return account ?? zeroAddress;
}

export function relayer(world: World): Address {
  return oneOf(world, world.relayers) ?? zeroAddress;
}

/** Whole cents of a token of 6 decimals. */
export const cents = (world: World, least: number, most: number): bigint =>
  BigInt(least + below(world, most - least)) * 10_000n;

export const accountOf = (asset: Asset): Address =>
  asset.beneficiary === zeroAddress ? asset.owner : asset.beneficiary;

export function remember(world: World, job: EndedJob): void {
  if (world.ended.length < remembered) world.ended.push(job);
  else world.ended[below(world, remembered)] = job;
}
