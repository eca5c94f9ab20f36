import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a folder that points to the root',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.link_as_folder',
  shares: 'files',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_undeclared'),
});
