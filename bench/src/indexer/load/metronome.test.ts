import { expect, test } from 'vitest';
import { beatSteadily } from './metronome.ts';

test('every beat comes once, in its turn and never before it is due', async () => {
  const numbers: number[] = [];
  const early: number[] = [];
  const beat = (number: number, due: number) => {
    numbers.push(number);
    early.push(due - performance.now());
  };
  const before = performance.now();
  await beatSteadily({ perSecond: 1_000, total: 500, beat, signal: new AbortController().signal });
  expect(performance.now() - before).toBeGreaterThan(499);
  expect(numbers).toEqual(Array.from({ length: 500 }, (_none, index) => index));
  // two threads' clocks differ by less
  expect(Math.max(...early)).toBeLessThan(0.1);
});

test('beats end where nobody wants more of them', async () => {
  const stopping = new AbortController();
  let told = 0;
  const beat = () => {
    told += 1;
    if (told === 10) stopping.abort();
  };
  await beatSteadily({ perSecond: 1_000, total: 100_000, beat, signal: stopping.signal });
  expect(told).toBe(10);
});
