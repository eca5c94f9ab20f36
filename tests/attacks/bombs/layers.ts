import { attack } from '../support/attack.ts';
import { largeOutputs } from '../support/declared.ts';
import { expectHeldFor } from '../support/expectations.ts';

export default attack({
  title: 'dozens of layers of base64 and gzip around one row',
  expect: 'held',
  control: 'scan within bounds',
  act: 'bombs.layers',
  shares: 'guard-bombs',
  runtimes: { only: ['runc'], because: 'the guard reads the same bytes, whichever runtime they come from' },
  outputs: largeOutputs,
  check: (seen) => expectHeldFor(seen, 'unscanned'),
});
