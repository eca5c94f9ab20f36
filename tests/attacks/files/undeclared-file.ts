import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a file beside those that are declared',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.undeclared',
  shares: 'files',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_undeclared'),
});
