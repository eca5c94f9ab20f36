import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Address, Bytes32 } from './ids.ts';
import { type Order, orderFromWire, orderToWire, OrderWire, QuoteOffer, QuoteRequest } from './order.ts';

const bits = (width: bigint) => fc.bigInt({ min: 0n, max: 2n ** width - 1n });
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(toHex);
const toHex = (value: Uint8Array) => `0x${Buffer.from(value).toString('hex')}`;
const address = hex(20).map((value) => Address.parse(value));
const word = hex(32).map((value) => Bytes32.parse(value));
const time = fc.integer({ min: 0, max: 2 ** 40 - 1 });
const leg = fc.record({
  assetId: bits(256n),
  metadataDigest: word,
  payee: address,
  price: bits(96n),
  series: fc.integer({ min: 0, max: 0xffffffff }),
});

const anyOrder: fc.Arbitrary<Order> = fc.record({
  buyer: address,
  provider: address,
  payout: address,
  token: address,
  environment: word,
  datasets: fc.array(leg, { minLength: 1, maxLength: 8 }),
  algorithm: leg,
  parametersDigest: word,
  recipient: word,
  pricePerSecond: bits(96n),
  maxSeconds: fc.integer({ min: 1, max: 0xffffffff }),
  failureCap: bits(96n),
  relayFee: bits(96n),
  feeRate: fc.integer({ min: 0, max: 10_000 }),
  runBy: time,
  reviewBy: time,
  settleBy: time,
  salt: word,
});

const [sample] = fc.sample(anyOrder, { numRuns: 1, seed: 1 });
if (sample === undefined) throw new TypeError('fast-check made no sample');
const wire = orderToWire(sample);

test('an order is the same after a trip through JSON', () => {
  fc.assert(
    fc.property(anyOrder, (order) => {
      const text = JSON.stringify(orderToWire(order));
      expect(orderFromWire(OrderWire.parse(JSON.parse(text)))).toEqual(order);
    }),
  );
});

const limits = {
  pricePerSecond: String(2n ** 96n - 1n),
  failureCap: String(2n ** 96n - 1n),
  relayFee: String(2n ** 96n - 1n),
  maxSeconds: 2 ** 32 - 1,
  feeRate: 10_000,
  runBy: 2 ** 40 - 1,
  reviewBy: 2 ** 40 - 1,
  settleBy: 2 ** 40 - 1,
};

test.each(Object.entries(limits))(
  '%s is taken up to what the contract holds, and not beyond',
  (field, most) => {
    expect(OrderWire.safeParse({ ...wire, [field]: most }).success).toBe(true);
    const beyond = typeof most === 'number' ? most + 1 : String(BigInt(most) + 1n);
    const refused = OrderWire.safeParse({ ...wire, [field]: beyond });
    expect(refused.error?.issues.map((issue) => issue.path)).toEqual([[field]]);
  },
);

test('the maximum of an offer fits what a payment holds', () => {
  const offer = {
    jobId: wire.salt,
    order: wire,
    validUntil: 1,
    signature: '0x',
    lines: [],
    engine: { name: 'docker', version: '20.10', runtime: 'runc', runtimeVersion: '1.1' },
    jobs: wire.buyer,
    chainId: 1,
  };
  expect(QuoteOffer.safeParse({ ...offer, maximum: String(2n ** 88n - 1n) }).success).toBe(true);
  expect(QuoteOffer.safeParse({ ...offer, maximum: String(2n ** 88n) }).success).toBe(false);
});

test('prices of legs fit uint96, ids of assets fit uint256', () => {
  const legs = (field: string, value: bigint) => ({
    ...wire,
    datasets: [{ ...wire.algorithm, [field]: String(value) }],
    algorithm: { ...wire.algorithm, [field]: String(value) },
  });
  expect(OrderWire.safeParse(legs('price', 2n ** 96n - 1n)).success).toBe(true);
  expect(OrderWire.safeParse(legs('price', 2n ** 96n)).error?.issues.map((issue) => issue.path)).toEqual([
    ['datasets', 0, 'price'],
    ['algorithm', 'price'],
  ]);
  expect(OrderWire.safeParse(legs('assetId', 2n ** 256n - 1n)).success).toBe(true);
  expect(OrderWire.safeParse(legs('assetId', 2n ** 256n)).success).toBe(false);
});

test('an order holds one to eight datasets and at least a second', () => {
  const datasets = (count: number) => ({ ...wire, datasets: Array(count).fill(wire.algorithm) });
  expect([0, 1, 8, 9].map((count) => OrderWire.safeParse(datasets(count)).success)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(OrderWire.safeParse({ ...wire, maxSeconds: 0 }).success).toBe(false);
});

test('money as a JSON number is refused: it would have been rounded', () => {
  expect(OrderWire.safeParse({ ...wire, relayFee: 1 }).success).toBe(false);
});

test('a wish that no order could hold is refused before anybody quotes it', () => {
  const { assetId, metadataDigest } = wire.algorithm;
  const request = {
    buyer: wire.buyer,
    datasets: [{ assetId, metadataDigest }],
    algorithm: { assetId, metadataDigest },
    environment: wire.environment,
    parameters: {},
    recipient: wire.recipient,
  };
  expect(QuoteRequest.parse(request).relayed).toBe(false);
  expect(QuoteRequest.safeParse({ ...request, failureCap: String(2n ** 96n) }).success).toBe(false);
  expect(QuoteRequest.safeParse({ ...request, maxSeconds: 2 ** 32 }).success).toBe(false);
});
