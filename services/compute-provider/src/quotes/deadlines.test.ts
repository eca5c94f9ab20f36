import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadlinesOf } from './deadlines.ts';

const input = fc.record({
  now: fc.integer({ min: 1, max: 2_000_000_000 }),
  quoteSeconds: fc.integer({ min: 1, max: 3600 }),
  maxSeconds: fc.integer({ min: 1, max: 2_592_000 }),
  queueSeconds: fc.integer({ min: 0, max: 100_000 }),
  marginSeconds: fc.integer({ min: 1, max: 3600 }),
  reviewSeconds: fc.integer({ min: 0, max: 1_209_600 }),
});

test('every act has its whole time, however late the one before it ended', () => {
  fc.assert(
    fc.property(input, (terms) => {
      const { validUntil, runBy, reviewBy, settleBy } = deadlinesOf(terms);
      expect(validUntil).toBe(terms.now + terms.quoteSeconds);
      expect(runBy - validUntil).toBeGreaterThanOrEqual(
        terms.queueSeconds + terms.maxSeconds + terms.marginSeconds,
      );
      // AssetRegistry.admit: the span from runBy to reviewBy must hold the longest review window
      expect(reviewBy - runBy).toBeGreaterThanOrEqual(terms.reviewSeconds);
      // Jobs: a held output is decided after the run's deadline, never at it
      expect(reviewBy).toBeGreaterThan(runBy);
      expect(settleBy - reviewBy).toBeGreaterThanOrEqual(terms.marginSeconds);
    }),
  );
});
