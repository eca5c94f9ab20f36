import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { largeOutputs } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

export default attack({
  title: 'two hundred thousand keys of one name, and a prototype',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'bombs.doubled_keys',
  shares: 'guard-bombs',
  runtimes: { only: ['runc'], because: 'the guard reads the same bytes, whichever runtime they come from' },
  outputs: largeOutputs,
  check: async (seen) => {
    const text = (await expectReleased(seen)).get('result.json')?.toString() ?? '';
    expect(JSON.parse(text)).toHaveProperty('k', 1);
    expect(text.length).toBeLessThan(100);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    return `${text.length} characters leave, and no object has learnt anything`;
  },
});
