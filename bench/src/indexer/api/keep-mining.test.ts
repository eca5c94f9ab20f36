import { expect, test } from 'vitest';
import type { HistoryBlock } from '../history/history.ts';
import { inParts } from './keep-mining.ts';

const block = (acts: number): HistoryBlock => ({
  timestamp: 1000,
  acts: Array.from({ length: acts }, (_none, at) => [{ address: '0x01', topics: [], data: `0x${at}` }]),
});

test('a block in parts has all of its acts in their order, and no part is without any', () => {
  for (const acts of [10, 11, 72, 81, 99]) {
    const whole = block(acts);
    const parts = [...inParts([whole].values(), 10)];
    expect(parts.flatMap((part) => part.acts)).toEqual(whole.acts);
    expect(parts.map(({ timestamp }) => timestamp)).toEqual(Array.from({ length: 10 }, (_, at) => 1000 + at));
    const sizes = parts.map((part) => part.acts.length);
    expect(Math.min(...sizes)).toBe(Math.floor(acts / 10));
    expect(Math.max(...sizes)).toBe(Math.ceil(acts / 10));
  }
});
