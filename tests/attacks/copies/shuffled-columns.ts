import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'the dataset with its columns in another order',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.shuffled_columns',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 300),
});
