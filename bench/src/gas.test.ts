import { expect, test } from 'vitest';
import { measureBoth } from './gas.ts';
import { figuresOf } from './gas/compare.ts';
import { type Report, resultOf } from './report.ts';

const silent: Report = {
  figure: () => undefined,
  note: () => undefined,
  progress: () => undefined,
};

test('every bar of gas is reached beside the peer, and open jobs cost the peer alone', async () => {
  const { atoll, ocean } = await measureBoth(silent, [0, 20]);
  const { figures } = resultOf('gas', figuresOf(atoll, ocean));
  expect(figures.filter(({ met }) => !met)).toEqual([]);
  expect(figures.filter(({ bar }) => bar !== null).length).toBeGreaterThan(7);
  // what was read from the peer when the bars were set, within what another token and salt change
  expect(within(ocean.deployment.gas, 41_696_958)).toBe(true);
  expect(within(ocean.publish.further, 1_566_330)).toBe(true);
  expect(within(ocean.buyAndOrder.first, 363_788)).toBe(true);
  expect(within(ocean.buyAndOrder.again, 319_328)).toBe(true);
  expect(within(ocean.escrow.repeat, 351_964)).toBe(true);
  expect(within(ocean.run.repeat, 990_000)).toBe(true);

  const cheap = { ...ocean, publish: { first: 800_000, further: 800_000 } };
  const missed = resultOf('gas', figuresOf(atoll, cheap)).figures.filter(({ met }) => !met);
  expect(missed.map(({ name }) => name)).toEqual([
    'publish, first dataset of an owner',
    'publish, further dataset of an owner',
  ]);
}, 120_000);

function within(value: number, known: number): boolean {
  return Math.abs(value - known) / known < 0.05;
}
