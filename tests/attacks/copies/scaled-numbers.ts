import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

export default attack({
  title: 'every number scaled and shifted, so that none matches',
  expect: 'limit',
  control: 'budget of released bytes',
  act: 'copies.rounded',
  shares: 'copies',
  outputs: everyOutput,
  check: async (seen) => {
    const result = (await expectReleased(seen)).get('result.json');
    expect(result?.byteLength ?? Infinity).toBeLessThanOrEqual(1 << 20);
    return `${result?.byteLength} bytes leave unseen, counted against the budget; at most as many as were declared`;
  },
});
