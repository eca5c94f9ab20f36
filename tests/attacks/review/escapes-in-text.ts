import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'escapes of a terminal in a text',
  expect: 'blocked',
  control: 'review by people',
  act: 'review.escapes_in_text',
  shares: 'review',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_invalid'),
});
