import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a declared output that points to the dataset',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.link_to_input',
  shares: 'files',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_undeclared'),
});
