import { decay } from '@atoll/sdk/decay';
import { expect, test } from 'vitest';
import { ceilingAt, fullLoad, loadAfterRun, loadAt, slotsAt, utilisationAt } from './compute-price.ts';

const curve = { kink: 8_000, atZero: 10_000, atKink: 15_000, atFull: 40_000 };
const idle = { slots: 4, next_slots: 4, slots_from: 0, load: 0n, load_at: 1_000, price_per_second: 10_000n };

test('an idle environment may ask its base price and no more', () => {
  expect(ceilingAt(idle, curve, 5_000)).toBe(10_000n);
});

test('the ceiling follows the kinked curve, exact at idle, kink and full', () => {
  const busy = (utilisation: bigint) => ({ ...idle, load: (4n * fullLoad * utilisation) / 10_000n + 1n });
  expect([0n, 4_000n, 8_000n, 9_000n, 10_000n].map((each) => ceilingAt(busy(each), curve, 1_000))).toEqual([
    10_000n,
    12_500n,
    15_000n,
    27_500n,
    40_000n,
  ]);
});

test('load halves in an hour, and with it the utilisation', () => {
  const busy = { ...idle, load: 2n * fullLoad };
  expect(utilisationAt(busy, 1_000)).toBe(5_000n);
  expect(utilisationAt(busy, 4_600)).toBe(2_500n);
  expect(loadAt(busy, 4_600)).toBe(fullLoad);
});

test('a run adds what is missing of a full slot, and all runs together no more than all slots', () => {
  expect(loadAfterRun(idle, 1_000, 3_600)).toBe(fullLoad - decay(fullLoad, 3_600n, 3_600n));
  const full = { ...idle, load: 4n * fullLoad };
  expect(loadAfterRun(full, 1_000, 600)).toBe(4n * fullLoad);
});

test('a change of slots counts from its own time on, and so does the utilisation', () => {
  const shrinking = { ...idle, load: fullLoad, next_slots: 1, slots_from: 2_000 };
  expect([slotsAt(shrinking, 1_999), slotsAt(shrinking, 2_000)]).toEqual([4, 1]);
  expect(utilisationAt({ ...shrinking, load_at: 2_000 }, 2_000)).toBe(10_000n);
});
