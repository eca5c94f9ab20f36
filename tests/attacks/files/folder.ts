import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a folder under a declared name, with a row inside',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.inside_folder',
  shares: 'files',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_undeclared'),
});
