import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'files in the root, in /dev, in /tmp',
  expect: 'blocked',
  control: 'read-only places',
  act: 'kernel.write_root',
  shares: 'kernel',
  check: async (seen) => {
    const refused = await expectRefused(seen);
    expect(await seen.rootChanges()).toEqual([]);
    return refused;
  },
});
