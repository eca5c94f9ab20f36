import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'the dataset as gzip in base64 in hex, and as zip in base64 in gzip in base64',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.packed',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 300),
});
