import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { Answers, expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a row as the name of an empty file',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.one_name',
  shares: 'files',
  outputs: everyOutput,
  check: async (seen) => {
    expect(seen.said(Answers)).toEqual({ made: 'done' });
    return expectNothingLeaves(seen, 'output_undeclared');
  },
});
