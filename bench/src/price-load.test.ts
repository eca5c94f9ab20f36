import { expect, test } from 'vitest';
import { defaults } from './economics/assumptions.ts';
import { ceilingOf } from './economics/rules/price.ts';
import { drawDay } from './load/draw.ts';
import { playDay } from './price-load.ts';

const silent = { figure: () => undefined, note: () => undefined, progress: () => undefined };

test('the ceiling rises gently to the kink, steeply beyond it, and falls when the environment is idle', async () => {
  const wanted = [0, 2, 4, 4, 4, 4, 0, 0, 0, 0];
  const samples = await playDay(silent, wanted);
  const until = (hour: number) => samples.filter(({ at }) => at <= hour * 3_600);
  expect(until(1).every(({ utilisation, ceiling }) => utilisation === 0 && ceiling === 1)).toBe(true);
  const gentle = samples.filter(({ utilisation }) => utilisation > 0 && utilisation < 80);
  const steep = samples.filter(({ utilisation }) => utilisation > 80);
  expect(Math.max(...gentle.map(({ ceiling }) => ceiling))).toBeLessThanOrEqual(1.5);
  expect(Math.max(...steep.map(({ ceiling }) => ceiling))).toBeGreaterThan(2);
  expect(samples.at(-1)?.ceiling).toBeLessThan(1.1);
  for (const { utilisation, ceiling } of samples) {
    const basisPoints = BigInt(Math.round(utilisation * 100));
    expect(ceiling).toBe(Number(ceilingOf(10_000n, basisPoints, defaults.curve)) / 10_000);
  }
  expect(drawDay(samples, wanted)).toMatch(/^<svg [^]*>running<[^]*>ceiling<[^]*<\/svg>\n$/);
}, 120_000);
