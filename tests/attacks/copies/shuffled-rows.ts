import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'each row in an order of its own, from the last to the first',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.shuffled_rows',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 300),
});
