import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { Answers, expectNothingLeaves, open } from '../support/expectations.ts';

export default attack({
  title: 'names that climb, that hold a row, controls, markup, no text, or 255 letters',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.names',
  shares: 'files',
  outputs: everyOutput,
  check: async (seen) => {
    expect(open(seen.said(Answers)).length).toBeGreaterThan(7);
    return expectNothingLeaves(seen, 'output_undeclared', 'output_invalid');
  },
});
