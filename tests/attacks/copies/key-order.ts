import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

export default attack({
  title: 'bits in the order of keys, in white space, in doubled keys',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'copies.key_order',
  shares: 'copies',
  outputs: everyOutput,
  check: async (seen) => {
    const text = (await expectReleased(seen)).get('result.json')?.toString() ?? '';
    const items = text
      .slice(1, -1)
      .split('},')
      .map((item) => item.replace(/}?$/, '}'));
    expect(items.length).toBe(1600);
    expect(new Set(items).size).toBeLessThanOrEqual(2);
    expect(text).not.toMatch(/\s/);
    return `keys leave sorted, once each, without white space: ${new Set(items).size} kinds of ${items.length} objects`;
  },
});
