import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'direction marks, zero-width characters and tags',
  expect: 'blocked',
  control: 'review by people',
  act: 'review.unseen_in_text',
  shares: 'review',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_invalid'),
});
