import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'rows as numbers of JSON',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.json_numbers',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 40),
});
