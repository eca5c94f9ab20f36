import { jobIdOf } from '@atoll/chain/job-id';
import { maximumOf, type MaximumParts, maximumParts } from '@atoll/chain/maximum-of';
import type { ChainAsset } from '@atoll/chain/read-asset';
import { quoteTypedData } from '@atoll/chain/sign';
import { isSignedByKey } from '@atoll/chain/verify-signature';
import {
  type Leg,
  type Order,
  orderFromWire,
  type QuoteOffer,
  type QuoteRequest,
} from '@atoll/schemas/order';
import { zeroAddress } from 'viem';
import { QuoteRefused } from './errors.ts';
import type { QuoteFacts } from './quote-facts.ts';

/** What the buyer accepts beyond what the chain fixes; amounts in the token's smallest unit, times in seconds. */
export interface QuoteLimits {
  /** Most that the whole order may lock. Default: whatever the checked prices add up to. */
  maximum?: bigint;
  /**
   * Most that is paid for relaying. Default: a fiftieth of everything else. It stays with whoever relayed, also where the provider then
   * refuses the job, so what is accepted unasked has to be too little to be worth that.
   */
  relayFee?: bigint;
  /** Most that each deadline may lie behind what the run itself needs. Default 3 hours. */
  slack?: number;
  /** Longest that the quote may be valid. Default 1 hour. */
  validFor?: number;
}

const defaults = { slack: 3 * 3600, validFor: 3600 };

/**
 * Holds a provider's offer against the request and the chain. Trusts nothing in it: every field of the order is compared or bounded, the
 * job's id and the maximum are computed anew, and the signature has to be that of the operator on chain.
 *
 * @returns the order, fit to be paid
 * @throws QuoteRefused `invalid_order`, naming the field that is a lie
 */
export async function checkQuote(
  facts: QuoteFacts,
  request: QuoteRequest,
  offer: QuoteOffer,
  limits: QuoteLimits = {},
): Promise<Order> {
  const order = orderFromWire(offer.order);
  checkDeployment(facts, offer, order);
  checkRequested(facts, request, order);
  checkTerms(facts, order);
  checkTimes(facts, offer, order, limits);
  checkMoney(facts, request, offer, order, limits);
  const signed = await isSignedByKey({
    address: facts.provider.operator,
    typedData: quoteTypedData({ jobId: offer.jobId, validUntil: offer.validUntil }, facts),
    signature: offer.signature,
  });
  if (!signed) {
    throw new QuoteRefused('it is not signed by the operator of the provider', {
      field: 'signature',
      expected: facts.provider.operator,
    });
  }
  return order;
}

function checkDeployment(facts: QuoteFacts, offer: QuoteOffer, order: Order): void {
  same('chainId', facts.chainId, offer.chainId);
  same('jobs', facts.jobs, offer.jobs);
  same('jobId', jobIdOf(order, facts), offer.jobId);
}

/** What the buyer asked for is what is ordered. */
function checkRequested(facts: QuoteFacts, request: QuoteRequest, order: Order): void {
  same('buyer', request.buyer, order.buyer);
  same('provider', facts.provider.provider, order.provider);
  same('payout', facts.provider.payout, order.payout);
  same('environment', request.environment, order.environment);
  same('recipient', request.recipient, order.recipient);
  same('parametersDigest', facts.parametersDigest, order.parametersDigest);
  same('algorithm', idOf(request.algorithm), idOf(order.algorithm));
  const wanted = [...request.datasets].sort((a, b) => (BigInt(a.assetId) < BigInt(b.assetId) ? -1 : 1));
  same('datasets', wanted.map(idOf).join(), order.datasets.map(idOf).join());
  same(
    'series',
    wanted.map(({ series }) => series).join(),
    order.datasets.map(({ series }) => series).join(),
  );
  same('algorithm.series', 0, order.algorithm.series);
  atMost('maxSeconds', order.maxSeconds, facts.maxSeconds);
  if (request.failureCap !== undefined) same('failureCap', request.failureCap, order.failureCap);
}

const idOf = (asset: { assetId: string | bigint; metadataDigest: string }): string =>
  `${asset.assetId}@${asset.metadataDigest}`;

/** Prices, payees and rates are those of the chain as it stands now. */
function checkTerms(facts: QuoteFacts, order: Order): void {
  order.datasets.forEach((leg, index) => checkLeg(facts, order, leg, `datasets.${index}`, 'dataset'));
  checkLeg(facts, order, order.algorithm, 'algorithm', 'algorithm');
  same('token', facts.environment.token, order.token);
  if (!facts.environment.active) refuse('environment', 'the environment is not rented any more');
  atMost('pricePerSecond', order.pricePerSecond, facts.ceiling);
  same('feeRate', facts.feeRate, order.feeRate);
}

function checkLeg(facts: QuoteFacts, order: Order, leg: Leg, field: string, kind: string): void {
  const asset = facts.assets.get(leg.assetId);
  if (asset === undefined) throw new QuoteRefused('it names an asset that was not asked for', { field });
  same(`${field}.kind`, kind, asset.kind);
  same(`${field}.state`, 'active', asset.state);
  same(`${field}.metadataDigest`, asset.metadataDigest, leg.metadataDigest);
  same(`${field}.payee`, asset.payee, leg.payee);
  same(`${field}.price`, priceOf(facts, asset, leg), leg.price);
  same(`${field}.token`, asset.terms.token, order.token);
  if (asset.terms.provider !== zeroAddress) same(`${field}.provider`, asset.terms.provider, order.provider);
}

/** What a leg costs: the price of the series where a pass pays it, else that of the asset. */
function priceOf(facts: QuoteFacts, asset: ChainAsset, leg: Leg): bigint {
  if (leg.series === 0) return asset.terms.price;
  const series = facts.series.get(leg.assetId);
  if (series === undefined)
    throw new QuoteRefused('it uses a pass that was not asked for', { field: 'series' });
  return series.price;
}

/** Money is locked no longer than run, review and a margin need. */
function checkTimes(facts: QuoteFacts, offer: QuoteOffer, order: Order, limits: QuoteLimits): void {
  const slack = limits.slack ?? defaults.slack;
  const review = Math.max(
    0,
    ...order.datasets.map((leg) => facts.assets.get(leg.assetId)?.terms.reviewWindow ?? 0),
  );
  if (offer.validUntil <= facts.now) refuse('validUntil', 'it has expired already');
  atMost('validUntil', offer.validUntil, facts.now + (limits.validFor ?? defaults.validFor));
  if (order.runBy <= facts.now) refuse('runBy', 'the time to run has passed already');
  atMost('runBy', order.runBy, offer.validUntil + order.maxSeconds + slack);
  if (order.reviewBy <= order.runBy) refuse('reviewBy', 'review ends before the run');
  atMost('reviewBy', order.reviewBy, order.runBy + review + slack);
  if (order.settleBy <= order.reviewBy) refuse('settleBy', 'settlement does not end after review');
  atMost('settleBy', order.settleBy, order.reviewBy + slack);
}

function checkMoney(
  facts: QuoteFacts,
  request: QuoteRequest,
  offer: QuoteOffer,
  order: Order,
  limits: QuoteLimits,
): void {
  const parts = maximumParts(order);
  const maximum = maximumOf(order);
  same('maximum', maximum, offer.maximum);
  if (limits.maximum !== undefined) atMost('maximum', maximum, limits.maximum);
  const withFee = (amount: bigint): bigint => amount + (amount * BigInt(facts.feeRate)) / 10_000n;
  if (request.failureCap === undefined) atMost('failureCap', order.failureCap, withFee(parts.compute));
  if (!request.relayed) same('relayFee', 0n, order.relayFee);
  else atMost('relayFee', order.relayFee, limits.relayFee ?? (maximum - order.relayFee) / 50n);
  checkLines(offer, parts);
}

/** The lines that people read say what the order says. */
function checkLines(offer: QuoteOffer, parts: MaximumParts): void {
  for (const [role, amount] of Object.entries(parts)) {
    const told = offer.lines.filter((line) => line.role === role);
    same(
      `lines.${role}`,
      amount,
      told.reduce((sum, line) => sum + BigInt(line.amount), 0n),
    );
  }
}

function same(field: string, expected: string | number | bigint, found: string | number | bigint): void {
  const [wanted, given] = [String(expected).toLowerCase(), String(found).toLowerCase()];
  if (wanted === given) return;
  throw new QuoteRefused(`${field} is ${given}, it should be ${wanted}`, {
    field,
    expected: wanted,
    found: given,
  });
}

function atMost(field: string, found: bigint | number, most: bigint | number): void {
  if (found <= most) return;
  throw new QuoteRefused(`${field} is ${found}, at most ${most} is accepted`, {
    field,
    expected: String(most),
    found: String(found),
  });
}

function refuse(field: string, what: string): never {
  throw new QuoteRefused(what, { field });
}
