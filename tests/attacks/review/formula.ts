import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'formulas in a table, which a spreadsheet runs',
  expect: 'blocked',
  control: 'review by people',
  act: 'review.formula',
  shares: 'review',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_invalid'),
});
