import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { Answers, expectNothingLeaves, open, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: 'hard links to the inputs, to the root, and within the outputs',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.hard_link',
  shares: 'files',
  outputs: everyOutput,
  check: async (seen) => {
    const { 'within the outputs': within, ...further } = seen.said(Answers);
    expect(open(further)).toEqual([]);
    expect(within).toBe('done');
    return `${reasonsOf(further)}; ${await expectNothingLeaves(seen, 'output_undeclared')}`;
  },
});
