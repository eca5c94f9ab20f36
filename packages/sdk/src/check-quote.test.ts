import { jobIdOf } from '@atoll/chain/job-id';
import { maximumOf, maximumParts } from '@atoll/chain/maximum-of';
import type { ChainAsset } from '@atoll/chain/read-asset';
import { signQuote } from '@atoll/chain/sign';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Leg, type Order, orderToWire, type QuoteOffer, QuoteRequest } from '@atoll/schemas/order';
import { zeroAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { sampleOrder } from '../test/sample-order.ts';
import { checkQuote, type QuoteLimits } from './check-quote.ts';
import type { QuoteFacts } from './quote-facts.ts';

const operator = privateKeyToAccount(`0x${'7'.repeat(64)}`);
const stranger = privateKeyToAccount(`0x${'8'.repeat(64)}`);
const jobs = Address.parse(`0x${'3'.repeat(40)}`);
const honest = sampleOrder();
const word = (digit: string) => Bytes32.parse(`0x${digit.repeat(64)}`);
const address = (digit: string) => Address.parse(`0x${digit.repeat(40)}`);

const asset = (leg: Leg, kind: ChainAsset['kind']): ChainAsset => ({
  tokenId: leg.assetId,
  kind,
  state: 'active',
  version: 1,
  ownerEpoch: 0,
  metadataDigest: leg.metadataDigest,
  commitment: word('0'),
  payee: leg.payee,
  owner: leg.payee,
  terms: {
    token: honest.token,
    price: leg.price,
    provider: zeroAddress,
    beneficiary: zeroAddress,
    derivativeRoyalty: 0,
    resaleRoyalty: 0,
    reviewWindow: 0,
  },
});

const facts: QuoteFacts = {
  chainId: 31337,
  jobs,
  now: 1_000_000,
  provider: {
    provider: honest.provider,
    operator: Address.parse(operator.address),
    payout: honest.payout,
    endpoint: '',
    draining: false,
  },
  environment: {
    id: honest.environment,
    resourcesDigest: word('9'),
    token: honest.token,
    pricePerSecond: 1000n,
    slots: 1,
    nextSlots: 1,
    slotsFrom: 0,
    active: true,
  },
  ceiling: 1500n,
  series: new Map(),
  feeRate: 250,
  assets: new Map(
    [
      ...honest.datasets.map((leg) => asset(leg, 'dataset')),
      asset({ ...honest.algorithm, assetId: 3n }, 'algorithm'),
      asset(honest.algorithm, 'algorithm'),
    ].map((each) => [each.tokenId, each]),
  ),
  parametersDigest: honest.parametersDigest,
  maxSeconds: 60,
};

const request = QuoteRequest.parse({
  buyer: honest.buyer,
  datasets: honest.datasets.map(({ assetId, metadataDigest }) => ({
    assetId: String(assetId),
    metadataDigest,
  })),
  algorithm: { assetId: '2', metadataDigest: honest.algorithm.metadataDigest },
  environment: honest.environment,
  parameters: {},
  recipient: honest.recipient,
});

/** An offer for an order, signed as a provider would: consistent in itself, whatever it says. */
async function offerOf(
  changed: Partial<Order> = {},
  input: { signer?: typeof operator; chainId?: number; validUntil?: number; jobs?: Address } = {},
): Promise<QuoteOffer> {
  const order = { ...honest, ...changed };
  const { signer = operator, chainId = 31337, validUntil = 1_000_300 } = input;
  const deployment = { chainId, jobs: input.jobs ?? jobs };
  const jobId = jobIdOf(order, deployment);
  const parts = maximumParts(order);
  const line = (role: keyof typeof parts) => ({ role, account: order.payout, amount: String(parts[role]) });
  return {
    jobId,
    order: orderToWire(order),
    validUntil,
    signature: await signQuote(signer, { jobId, validUntil }, deployment),
    maximum: String(maximumOf(order)),
    lines: [line('data'), line('algorithm'), line('compute'), line('fee'), line('relay')],
    engine: { name: 'docker', version: '20', runtime: 'runsc', runtimeVersion: '2024' },
    ...deployment,
  };
}

const check = async (offer: QuoteOffer, limits?: QuoteLimits, changed: Partial<QuoteFacts> = {}) =>
  checkQuote({ ...facts, ...changed }, request, offer, limits);

test('an honest quote gives the order to pay', async () => {
  expect(await check(await offerOf())).toEqual(honest);
});

const [dataset] = honest.datasets;
if (dataset === undefined) throw new Error('the sample has a dataset');

test.each<[string, Partial<Order>]>([
  ['datasets.0.price', { datasets: [{ ...dataset, price: 10_000_001n }] }],
  ['datasets.0.payee', { datasets: [{ ...dataset, payee: address('f') }] }],
  ['datasets', { datasets: [{ ...dataset, assetId: 3n }] }],
  ['datasets', { datasets: [{ ...dataset, metadataDigest: word('f') }] }],
  ['datasets', { datasets: [dataset, { ...dataset, assetId: 3n }] }],
  ['algorithm', { algorithm: { ...honest.algorithm, assetId: 3n } }],
  ['algorithm.price', { algorithm: { ...honest.algorithm, price: 6_000_000n } }],
  ['algorithm.payee', { algorithm: { ...honest.algorithm, payee: address('f') } }],
  ['buyer', { buyer: address('f') }],
  ['provider', { provider: address('f') }],
  ['payout', { payout: address('f') }],
  ['datasets.0.token', { token: address('f') }],
  ['environment', { environment: word('f') }],
  ['recipient', { recipient: word('f') }],
  ['parametersDigest', { parametersDigest: word('f') }],
  ['pricePerSecond', { pricePerSecond: 1501n }],
  ['maxSeconds', { maxSeconds: 61 }],
  ['failureCap', { failureCap: 61_501n }],
  ['feeRate', { feeRate: 300 }],
  ['relayFee', { relayFee: 1n }],
  ['runBy', { runBy: 1_012_000, reviewBy: 1_012_100, settleBy: 1_012_200 }],
  ['runBy', { runBy: 999_999 }],
  ['reviewBy', { reviewBy: 1_020_000, settleBy: 1_020_100 }],
  ['reviewBy', { reviewBy: 1_000_900 }],
  ['settleBy', { settleBy: 1_030_000 }],
  ['settleBy', { settleBy: 1_000_950 }],
  ['settleBy', { settleBy: 1_001_000 }],
])('a provider that lies in %s is refused', async (field, lie) => {
  await expect(check(await offerOf(lie))).rejects.toMatchObject({ name: 'QuoteRefused', data: { field } });
});

test('a quote of another signer, chain or contract is refused', async () => {
  const refused = async (offer: QuoteOffer, field: string) =>
    expect(check(offer)).rejects.toMatchObject({ name: 'QuoteRefused', data: { field } });
  await refused(await offerOf({}, { signer: stranger }), 'signature');
  await refused(await offerOf({}, { chainId: 1 }), 'chainId');
  await refused({ ...(await offerOf({}, { chainId: 1 })), chainId: 31337 }, 'jobId');
  await refused(await offerOf({}, { jobs: address('4') }), 'jobs');
  await refused({ ...(await offerOf()), jobId: word('f') }, 'jobId');
  await refused({ ...(await offerOf()), validUntil: 1_000_301 }, 'signature');
});

test('a quote that is over, or valid for too long, is refused', async () => {
  await expect(check(await offerOf({}, { validUntil: 1_000_000 }))).rejects.toThrow('expired');
  await expect(check(await offerOf({}, { validUntil: 1_003_601 }))).rejects.toThrow('validUntil');
});

test('a relay fee that would be worth taking and refusing the job is refused, unless the buyer allows it', async () => {
  const relayed = { ...request, relayed: true };
  const rest = maximumOf(honest);
  const ask = async (relayFee: bigint, limits: QuoteLimits = {}) =>
    checkQuote(facts, relayed, await offerOf({ relayFee }), limits);
  await expect(ask(rest / 50n)).resolves.toMatchObject({ relayFee: rest / 50n });
  await expect(ask(rest / 5n)).rejects.toMatchObject({ data: { field: 'relayFee' } });
  await expect(ask(rest / 5n, { relayFee: rest / 5n })).resolves.toMatchObject({ relayFee: rest / 5n });
});

test('a total or lines that do not add up are refused, and so is more than the buyer’s limit', async () => {
  const offer = await offerOf();
  await expect(check({ ...offer, maximum: '1' })).rejects.toMatchObject({ data: { field: 'maximum' } });
  await expect(check({ ...offer, lines: offer.lines.slice(1) })).rejects.toMatchObject({
    data: { field: 'lines.data' },
  });
  await expect(check(offer, { maximum: maximumOf(honest) - 1n })).rejects.toMatchObject({
    data: { field: 'maximum' },
  });
});

test('an asset that cannot be ordered is refused before money moves', async () => {
  const changed = (change: Partial<ChainAsset>) => {
    const assets = new Map(facts.assets);
    const found = assets.get(1n);
    if (found !== undefined) assets.set(1n, { ...found, ...change });
    return { assets };
  };
  const offer = await offerOf();
  await expect(check(offer, {}, changed({ state: 'paused' }))).rejects.toThrow('datasets.0.state');
  await expect(check(offer, {}, changed({ kind: 'model' }))).rejects.toThrow('datasets.0.kind');
  await expect(check(offer, {}, changed({ metadataDigest: word('f') }))).rejects.toThrow('metadataDigest');
});

test('an environment that is not rented, or for another token, is refused', async () => {
  const { environment } = facts;
  const offer = await offerOf();
  const other = { environment: { ...environment, token: address('f') } };
  await expect(check(offer, {}, other)).rejects.toMatchObject({ data: { field: 'token' } });
  const closed = { environment: { ...environment, active: false } };
  await expect(check(offer, {}, closed)).rejects.toMatchObject({ data: { field: 'environment' } });
});
