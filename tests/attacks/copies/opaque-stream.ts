import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldFor } from '../support/expectations.ts';

export default attack({
  title: 'a stream that only its maker can open',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.opaque',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldFor(seen, 'opaque'),
});
