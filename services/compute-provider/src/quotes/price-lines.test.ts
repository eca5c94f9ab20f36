import type { Order } from '@atoll/schemas/order';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priceLines } from './price-lines.ts';

const amount = fc.bigInt({ min: 0n, max: 2n ** 80n });
const word = `0x${'11'.repeat(32)}` as const;
const account = `0x${'22'.repeat(20)}` as const;
const leg = amount.map((price) => ({ assetId: 1n, metadataDigest: word, payee: account, price, series: 0 }));
const order: fc.Arbitrary<Order> = fc.record({
  buyer: fc.constant(account),
  provider: fc.constant(account),
  payout: fc.constant(account),
  token: fc.constant(account),
  environment: fc.constant(word),
  datasets: fc.array(leg, { minLength: 1, maxLength: 8 }),
  algorithm: leg,
  parametersDigest: fc.constant(word),
  recipient: fc.constant(word),
  pricePerSecond: amount,
  maxSeconds: fc.integer({ min: 1, max: 0xffffffff }),
  failureCap: amount,
  relayFee: amount,
  feeRate: fc.integer({ min: 0, max: 1000 }),
  runBy: fc.constant(1),
  reviewBy: fc.constant(2),
  settleBy: fc.constant(3),
  salt: fc.constant(word),
});

test('the lines of a price add up to what is locked', () => {
  fc.assert(
    fc.property(order, (each) => {
      const { lines, maximum } = priceLines(each, { treasury: account, relayer: account });
      expect(lines.reduce((sum, line) => sum + BigInt(line.amount), 0n)).toBe(maximum);
    }),
  );
});
