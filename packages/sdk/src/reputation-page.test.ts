import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { decay } from './decay.ts';
import { reputationCap, reputationHalfLife, reputationOf, reputationPrior } from './reputation.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/reputation.md'), 'utf8');
const decimals = 6;
const wholeToken = 10n ** BigInt(decimals);
const day = 86_400n;
const now = 10n ** 9n;

const whole = (amount: bigint, places: number): string => {
  const digits = amount.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};
const quoted = new Map(
  [...page.matchAll(/\*\*([^*]+)\*\*<!-- ([a-z-]+) -->/g)].map(([, text, id]) => [id, text]),
);

const example = (page.split('## Example')[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, buyer = '', score, paid, ago, weight]) => ({
    buyer: `0x${Buffer.from(buyer).toString('hex').padStart(40, '0')}` as const satisfies Address,
    score: Number(score),
    paid: BigInt(paid ?? '') * wholeToken,
    endedAt: now - BigInt(ago ?? '') * day,
    weight,
  }));

test('each rating of the example weighs what the page says', () => {
  expect(example).toHaveLength(4);
  for (const { paid, endedAt, weight } of example) {
    expect(whole(decay(paid, now - endedAt, reputationHalfLife), decimals)).toBe(weight);
  }
});

test('the example has the score that the page says, at once, later, and idle in a listing', () => {
  const terms = { now, wholeToken, own: [] };
  const { score, weight } = reputationOf(example, terms);
  expect([whole(score, 3), whole(weight, decimals)]).toEqual([quoted.get('score'), quoted.get('weight')]);
  const later = reputationOf(example, { ...terms, now: now + 90n * day });
  expect([whole(later.score, 3), whole(later.weight, decimals)]).toEqual([
    quoted.get('later'),
    quoted.get('later-weight'),
  ]);
  const prior = reputationPrior * wholeToken;
  const scored = score * (prior + weight) - 3_000n * prior;
  expect(whole((3_000n * prior + scored / 2n) / (prior + weight / 2n), 3)).toBe(quoted.get('listed'));
});

test('the page tells the terms of the formula', () => {
  expect(page).toContain(`${reputationHalfLife / day} days`);
  expect(page).toContain(reputationHalfLife.toLocaleString('en'));
  expect(page).toContain(`at most ${reputationCap} whole tokens`);
  expect(page).toContain(`of ${reputationPrior} whole tokens at score 3`);
});
