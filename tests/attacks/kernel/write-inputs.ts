import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'the dataset and the parameters, which anyone may write by their modes',
  expect: 'blocked',
  control: 'read-only places',
  act: 'kernel.write_inputs',
  shares: 'kernel',
  check: async (seen) => {
    const refused = await expectRefused(seen);
    expect(await seen.inputsAreUntouched()).toBe(true);
    return refused;
  },
});
