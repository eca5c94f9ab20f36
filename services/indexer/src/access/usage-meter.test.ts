import { expect, test } from 'vitest';
import { isShared } from './admit.ts';
import { mostAddresses, UsageMeter } from './usage-meter.ts';

function setUp(limit = 60) {
  // On the border of a window, so that the tests know where they are in it.
  let seconds = 1_700_000_040;
  const meter = new UsageMeter({ now: () => new Date(seconds * 1000) }, isShared);
  const take = (amount = 1) => meter.take('key:a', 'requests', amount, limit);
  const pass = (more: number) => (seconds += more);
  return { meter, take, pass };
}

test('a caller may use its limit within a window and is told how much is left', () => {
  const { take } = setUp(3);
  expect(take()).toEqual({ retryAfterSeconds: 0, remaining: 2, resetSeconds: 60 });
  take();
  expect(take()).toMatchObject({ retryAfterSeconds: 0, remaining: 0 });
  expect(take()).toMatchObject({ remaining: 0 });
  expect(take().retryAfterSeconds).toBeGreaterThan(0);
});

test('a burst across the border of two windows does not pass twice', () => {
  const { take, pass } = setUp();
  pass(59);
  expect(take(60).retryAfterSeconds).toBe(0);
  pass(2);
  expect(take(30).retryAfterSeconds).toBeGreaterThan(0);
  expect(take(1).retryAfterSeconds).toBe(0);
});

test.each([1, 7, 30, 60])('after the seconds that it is told to wait, %i pass', (amount) => {
  for (const start of [0, 20, 59]) {
    for (const used of [1, 31, 60]) {
      const { take, pass } = setUp();
      pass(start);
      take(used);
      const { retryAfterSeconds } = take(amount);
      if (used + amount <= 60) expect(retryAfterSeconds).toBe(0);
      else {
        pass(retryAfterSeconds);
        expect(take(amount).retryAfterSeconds).toBe(0);
      }
    }
  }
});

test.each([
  [0, 1],
  [10, 11],
])('of a limit of %i no %i are ever allowed, and nothing says when they will be', (limit, amount) => {
  for (const seconds of [0, 30, 59]) {
    const { take, pass } = setUp(limit);
    pass(seconds);
    expect(take(amount)).toMatchObject({ retryAfterSeconds: Infinity, remaining: 0 });
    take(limit);
    expect(take(amount).retryAfterSeconds).toBe(Infinity);
  }
});

test('what is refused does not count', () => {
  const { take, pass } = setUp();
  take(60);
  for (let more = 0; more < 100; more += 1) take(60);
  pass(120);
  expect(take(60).retryAfterSeconds).toBe(0);
});

test('what other processes counted counts here, and nothing counts twice', () => {
  const { meter, take } = setUp(100);
  take(30);
  const deltas = meter.collect();
  expect(deltas).toMatchObject([{ caller: 'key:a', used: 30 }]);
  const [delta] = deltas;
  if (delta === undefined) throw new Error('nothing was counted');
  // The others had counted 50.
  meter.learn({ ...delta, used: 80 });
  expect(take(0).remaining).toBe(20);
  expect(take(21).retryAfterSeconds).toBeGreaterThan(0);
  expect(meter.collect()).toEqual([]);
  meter.giveBack(deltas);
  expect(meter.collect()).toEqual(deltas);
});

test('callers that are not shared are not told', () => {
  const { meter } = setUp();
  meter.take('ip:a', 'requests', 1, 60);
  expect(meter.collect()).toEqual([]);
});

test('however many addresses come, what a key used is not forgotten', () => {
  const { meter, take } = setUp(60);
  take(60);
  meter.take('key:a', 'export_rows', 10, 10);
  for (let address = 0; address <= mostAddresses; address += 1)
    meter.take(`ip:${address}`, 'requests', 1, 60);
  expect(take().retryAfterSeconds).toBeGreaterThan(0);
  expect(meter.take('key:a', 'export_rows', 1, 10).retryAfterSeconds).toBeGreaterThan(0);
  expect(meter.collect()).toHaveLength(2);
});

test('of addresses those are forgotten first that were silent the longest', () => {
  const { meter, pass } = setUp();
  const spent = (address: string) => meter.take(address, 'requests', 60, 60).retryAfterSeconds > 0;
  for (const address of ['ip:here', 'ip:silent']) expect(spent(address)).toBe(false);
  pass(60);
  expect(spent('ip:here')).toBe(true);
  for (let more = 2; more <= mostAddresses; more += 1) meter.take(`ip:${more}`, 'requests', 1, 60);
  expect(spent('ip:here')).toBe(true);
  expect(spent('ip:silent')).toBe(false);
});
