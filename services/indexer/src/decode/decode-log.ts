import { type AddressBook, type ContractName, contractNames } from '@atoll/contracts/address-book';
import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { type RawLog } from '@atoll/chain/follow-types';
import { type Address } from '@atoll/schemas/ids';
import { prepaidOf } from '@atoll/chain/maximum-of';
import { type PackedPayment, PaymentUnknown, unpackPayment } from '@atoll/chain/payments';
import { outcomes } from '@atoll/schemas/job';
import { type Order } from '@atoll/schemas/order';
import { type Abi, BaseError, decodeEventLog, type DecodeEventLogReturnType } from 'viem';
import { abis } from './abi.ts';
import { inertText } from './inert-text.ts';
import { type MarketEvent, type Terms } from './market-event.ts';

/** The contracts whose logs count. */
export type Contracts = AddressBook['contracts'];

type AssetLog = DecodeEventLogReturnType<typeof abis.assetRegistry>;
type JobLog = DecodeEventLogReturnType<typeof abis.jobs>;
type TermsArgs = Extract<AssetLog, { eventName: 'TermsChanged' }>['args']['terms'];
type OrderArgs = Extract<JobLog, { eventName: 'JobOrdered' }>['args']['order'];

/** What a log turned out to be. */
export type DecodedLog =
  | { kind: 'event'; event: MarketEvent }
  /** An event of the contracts that the mirror makes nothing of, e.g. a changed parameter. */
  | { kind: 'ignored'; name: string }
  /** No event of the contracts: an unknown topic, or bytes that do not fit. */
  | { kind: 'unknown' };

/** A value that the ABI admits and the vocabulary does not know. */
class OutOfVocabulary extends Error {}

/** `uint32` of all ones stands for "without limit". */
const unlimited = 0xffffffff;

/**
 * Lower-cases an address that viem checksummed.
 * Guarantee: the template type survives, since 0x and hex digits stay what they are.
 */
const lower = (address: `0x${string}`) => address.toLowerCase() as Address;

function named<Names extends readonly string[]>(names: Names, index: number): Names[number] {
  const name = names[index];
  if (name === undefined) throw new OutOfVocabulary(`${index} is none of ${names.join(', ')}`);
  return name;
}

const termsOf = (terms: TermsArgs): Terms => ({
  token: lower(terms.token),
  price: terms.price,
  provider: lower(terms.provider),
  beneficiary: lower(terms.beneficiary),
  derivativeRoyalty: terms.derivativeRoyalty,
  resaleRoyalty: terms.resaleRoyalty,
  reviewWindow: terms.reviewWindow,
});

const paymentsOf = (words: readonly bigint[]): PackedPayment[] => words.map(unpackPayment);

const legOf = (leg: OrderArgs['algorithm']) => ({ ...leg, payee: lower(leg.payee) });

const orderOf = (order: OrderArgs): Order => ({
  ...order,
  buyer: lower(order.buyer),
  provider: lower(order.provider),
  payout: lower(order.payout),
  token: lower(order.token),
  datasets: order.datasets.map(legOf),
  algorithm: legOf(order.algorithm),
});

/** The part of a log that decoding reads, as viem takes it. */
function encoded(log: RawLog): { topics: [`0x${string}`, ...`0x${string}`[]]; data: `0x${string}` } {
  const [signature, ...indexed] = log.topics;
  if (signature === undefined) throw new OutOfVocabulary('an anonymous event');
  return { topics: [signature, ...indexed], data: log.data };
}

function decodeAssetLog(log: RawLog): MarketEvent | string {
  const { eventName: name, args } = decodeEventLog({ abi: abis.assetRegistry, ...encoded(log) });
  switch (name) {
    case 'AssetPublished':
      return {
        name,
        assetId: args.assetId,
        owner: lower(args.owner),
        kind: named(assetKinds, args.kind),
        metadataDigest: args.metadataDigest,
        commitment: args.commitment,
        terms: termsOf(args.terms),
      };
    case 'AssetVersioned':
      return { name, ...args };
    case 'TermsChanged':
      return { name, assetId: args.assetId, terms: termsOf(args.terms) };
    case 'AssetStateChanged':
      return { name, assetId: args.assetId, state: named(assetStates, args.state) };
    case 'Transfer':
      return { name, assetId: args.tokenId, from: lower(args.from), to: lower(args.to) };
    case 'AlgorithmApproved':
      return { name, ...args, runs: args.runs === unlimited ? undefined : args.runs };
    case 'AlgorithmRevoked':
      return { name, ...args };
    default:
      return name;
  }
}

function decodeProviderLog(log: RawLog): MarketEvent | string {
  const { eventName: name, args } = decodeEventLog({ abi: abis.providerRegistry, ...encoded(log) });
  switch (name) {
    case 'ProviderRegistered':
    case 'ProviderUpdated':
      return {
        name,
        provider: lower(args.provider),
        operator: lower(args.operator),
        payout: lower(args.payout),
        endpoint: inertText(args.endpoint),
      };
    case 'EnvironmentSet': {
      const { resourcesDigest, token, pricePerSecond, slots, active } = args.details;
      const { environment } = args;
      return {
        name,
        provider: lower(args.provider),
        environment,
        resourcesDigest,
        token: lower(token),
        pricePerSecond,
        slots,
        active,
      };
    }
    case 'CollateralDeposited':
    case 'CollateralUnbonding':
    case 'CollateralWithdrawn':
      return { name, provider: lower(args.provider), token: lower(args.token), amount: args.amount };
    case 'CollateralSlashed':
    case 'CollateralFrozen':
    case 'CollateralUnfrozen': {
      const { provider, token, jobId, amount } = args;
      return { name, provider: lower(provider), token: lower(token), jobId, amount };
    }
    case 'ProviderDrainingChanged':
      return { name, provider: lower(args.provider), draining: args.draining };
    case 'SlotsScheduled':
      return { name, ...args, provider: lower(args.provider) };
    default:
      return name;
  }
}

function decodeJobLog(log: RawLog, contracts: Contracts): MarketEvent | string {
  const { eventName: name, args } = decodeEventLog({ abi: abis.jobs, ...encoded(log) });
  switch (name) {
    case 'JobOrdered': {
      const order = orderOf(args.order);
      return {
        name,
        jobId: args.jobId,
        buyer: lower(args.buyer),
        provider: lower(args.provider),
        maximum: args.maximum,
        order,
        prepaid: { account: contracts.accessPass, amount: prepaidOf(order) },
      };
    }
    case 'OrderRelayed':
      return { name, jobId: args.jobId, relayer: lower(args.relayer), fee: args.fee };
    case 'JobReported':
      return { name, ...args };
    case 'JobSettled': {
      const { outcome, computeSeconds, resultDigest, statementDigest } = args.receipt;
      return {
        name,
        jobId: args.jobId,
        outcome: named(outcomes, outcome),
        computeSeconds,
        resultDigest,
        statementDigest,
        payments: paymentsOf(args.payments),
      };
    }
    case 'JobEnded':
      return {
        name,
        jobId: args.jobId,
        outcome: named(outcomes, args.outcome),
        payments: paymentsOf(args.payments),
      };
    case 'RoyaltyPaid':
      return { name, ...args, account: lower(args.account) };
    case 'Withdrawn':
      return { name, account: lower(args.account), token: lower(args.token), amount: args.amount };
    case 'Deposited':
      return { name, account: lower(args.to), token: lower(args.token), amount: args.amount };
    case 'CreditTransferred': {
      const { from, to, token, amount } = args;
      return { name, from: lower(from), to: lower(to), token: lower(token), amount };
    }
    default:
      return name;
  }
}

type Decoder = (log: RawLog, contracts: Contracts) => MarketEvent | string;
const decoders: Partial<Record<ContractName, Decoder>> = {
  assetRegistry: decodeAssetLog,
  providerRegistry: decodeProviderLog,
  jobs: decodeJobLog,
};

/** Of the contracts that the mirror makes nothing of, the names of their events are known. */
const nameOf =
  (abi: Abi): Decoder =>
  (log) =>
    decodeEventLog({ abi, ...encoded(log) }).eventName ?? log.address;

/**
 * Reads a log as an event of the market. What is none is kept as it came and disturbs nothing: a topic that no decoder knows, bytes that
 * do not fit their event, a contract that is not of the deployment.
 */
export function decodeLog(contracts: Contracts, log: RawLog): DecodedLog {
  const name = contractNames.find((each) => contracts[each] === log.address);
  if (name === undefined) return { kind: 'unknown' };
  try {
    const decode = decoders[name] ?? nameOf(abis[name]);
    const event = decode(log, contracts);
    return typeof event === 'string' ? { kind: 'ignored', name: event } : { kind: 'event', event };
  } catch (cause) {
    // viem's errors, the vocabulary's and a payment of no known role mean the same here: not an event of the market.
    if (cause instanceof BaseError || cause instanceof OutOfVocabulary || cause instanceof PaymentUnknown)
      return { kind: 'unknown' };
    throw cause;
  }
}
