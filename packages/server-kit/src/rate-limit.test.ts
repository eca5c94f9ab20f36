import { Problem } from '@atoll/schemas/problem';
import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { createLogger } from './logger.ts';
import { createRateLimiter, limitRate, senderOf } from './rate-limit.ts';

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

describe('a limited route', () => {
  function ask(proxies: number) {
    const clock = { now: () => new Date(), monotonic: () => 0 };
    const logger = createLogger({ name: 'test', level: 'silent' });
    const app = createApp({ name: 'test', version: '1', description: 'A test.', logger, clock });
    app.post('/once', limitRate({ limit: 1, windowMs: 60_000, clock, proxies }), (c) => c.text('done'));
    return (from: string, forwarded: string) =>
      app.request(
        '/once',
        { method: 'POST', headers: { 'x-forwarded-for': forwarded } },
        { incoming: { socket: { remoteAddress: from } } },
      );
  }

  test('says when to come back', async () => {
    const send = ask(0);
    expect((await send('203.0.113.7', '')).status).toBe(200);
    const refused = await send('203.0.113.7', '');
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(Problem.parse(await refused.json())).toMatchObject({
      code: 'too_many_requests',
      status: 429,
      retryable: true,
      hint: 'wait 60 seconds',
    });
    expect((await send('203.0.113.8', '')).status).toBe(200);
  });

  test('does not believe the sender about its address where no proxy is trusted', async () => {
    const send = ask(0);
    expect((await send('203.0.113.7', '198.51.100.1')).status).toBe(200);
    expect((await send('203.0.113.7', '198.51.100.2')).status).toBe(429);
  });

  test('behind a proxy counts the address that the proxy saw, whatever the sender wrote before it', async () => {
    const send = ask(1);
    expect((await send('10.0.0.1', '198.51.100.1, 203.0.113.7')).status).toBe(200);
    expect((await send('10.0.0.1', '198.51.100.2, 203.0.113.7')).status).toBe(429);
    expect((await send('10.0.0.1', '198.51.100.2, 203.0.113.8')).status).toBe(200);
  });

  test.each([
    ['203.0.113.7:50001', '203.0.113.7:50002'],
    ['[2001:db8:1:2::1]:50001', '[2001:db8:1:2::9]:50002'],
    ['"[2001:db8:1:2::1]"', '2001:db8:1:2::1'],
  ])('a proxy that names the port as well (%s, %s) tells of one sender', async (first, second) => {
    const send = ask(1);
    expect((await send('10.0.0.1', first)).status).toBe(200);
    expect((await send('10.0.0.1', second)).status).toBe(429);
    expect((await send('10.0.0.1', '198.51.100.1')).status).toBe(200);
  });

  test('what a proxy wrote and is no address is nobody: whoever sent it is counted as the proxy', async () => {
    const send = ask(1);
    expect((await send('10.0.0.1', 'unknown')).status).toBe(200);
    expect((await send('10.0.0.1', `_${'x'.repeat(1000)}`)).status).toBe(429);
    expect((await send('10.0.0.1', '203.0.113.7:port')).status).toBe(429);
  });
});
