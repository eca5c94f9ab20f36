import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'escapes of a terminal in a table',
  expect: 'blocked',
  control: 'review by people',
  act: 'review.escapes_in_csv',
  shares: 'review',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_invalid'),
});
