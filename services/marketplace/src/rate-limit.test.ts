import { describe, expect, test } from 'vitest';
import { createRateLimiter, senderOf } from './rate-limit.ts';

function limiter(limit: number, maxKeys = 100) {
  let now = 0;
  const subject = createRateLimiter({ limit, windowMs: 1000, clock: { monotonic: () => now }, maxKeys });
  return {
    at(time: number, key = 'a') {
      now = time;
      return subject.take(key);
    },
  };
}

describe('a limiter', () => {
  test('lets the limit pass in any window of that length, not twice across the border of two', () => {
    const { at } = limiter(3);
    expect([at(900), at(950), at(999)]).toEqual([0, 0, 0]);
    expect(at(1001)).toBe(899);
    expect(at(1899)).toBe(1);
    expect(at(1900)).toBe(0);
    expect(at(1901)).toBe(49);
  });

  test('does not count what it refused', () => {
    const { at } = limiter(1);
    expect(at(0)).toBe(0);
    for (let time = 1; time < 1000; time += 100) expect(at(time)).toBeGreaterThan(0);
    expect(at(1000)).toBe(0);
  });

  test('counts each sender alone', () => {
    const { at } = limiter(1);
    expect([at(0, 'a'), at(0, 'b')]).toEqual([0, 0]);
    expect(at(1, 'a')).toBeGreaterThan(0);
  });

  test('remembers a bounded number of senders and forgets the one seen longest ago', () => {
    const { at } = limiter(1, 2);
    expect([at(0, 'a'), at(1, 'b'), at(2, 'c')]).toEqual([0, 0, 0]);
    expect(at(3, 'c')).toBeGreaterThan(0);
    expect(at(3, 'b')).toBeGreaterThan(0);
    expect(at(3, 'a')).toBe(0);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('the sender of %s is %s', (address, sender) => expect(senderOf(address)).toBe(sender));
