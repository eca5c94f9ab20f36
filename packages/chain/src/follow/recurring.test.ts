import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, Recurring } from './recurring.ts';

/** Addresses of which many end alike, and so share a slot. */
const address = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 20 }))
  .map(([end, start]) => `0x${start.toString(16).padStart(2, '0')}${end.toString(16).padStart(38, '0')}`);

test('every text is that of its bytes, whatever was read of the same slot before', () => {
  const recurring = new Recurring(20);
  fc.assert(
    fc.property(fc.array(address), (some) => {
      const bytes = bytesOf(new ArrayBuffer(20 * some.length));
      bytes.buffer.write(some.map((each) => each.slice(2)).join(''), 'hex');
      expect(some.map((_, index) => recurring.read(bytes, 20 * index))).toEqual(some);
    }),
  );
});
