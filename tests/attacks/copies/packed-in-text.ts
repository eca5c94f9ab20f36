import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'the dataset as gzip in hex, within a text',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.packed_text',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 300),
});
