import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a declared output that points to /etc/passwd',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.symbolic_link',
  shares: 'files',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_undeclared'),
});
