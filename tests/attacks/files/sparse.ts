import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { Answers, expectNothingLeaves, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: 'holes of a terabyte and of sixteen',
  expect: 'blocked',
  control: 'resource limits',
  act: 'files.sparse',
  outputs: everyOutput,
  check: async (seen) => {
    const answers = seen.said(Answers);
    expect(answers['terabyte']).not.toBe('done');
    expect(answers['most']).not.toBe('done');
    expect(answers['fits']).toBe('done');
    await expectNothingLeaves(seen, 'output_too_large', 'output_invalid');
    return `${reasonsOf(answers)}; what fits the volume is larger than what was declared`;
  },
});
