import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { Answers, expectReleased, open, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: '../ and absolute names',
  expect: 'blocked',
  control: 'read-only places',
  act: 'files.climbing',
  shares: 'files',
  outputs: everyOutput,
  check: async (seen) => {
    const answers = seen.said(Answers);
    expect(open(answers)).toEqual([]);
    expect(await seen.inputsAreUntouched()).toBe(true);
    await expectReleased(seen);
    return reasonsOf(answers);
  },
});
