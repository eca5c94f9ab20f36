import { attack } from '../support/attack.ts';
import { largeOutputs } from '../support/declared.ts';
import { expectHeldFor } from '../support/expectations.ts';

export default attack({
  title: 'more zeros than are looked at, in gzip in gzip in base64',
  expect: 'held',
  control: 'scan within bounds',
  act: 'bombs.deep_gzip',
  shares: 'guard-bombs',
  runtimes: { only: ['runc'], because: 'the guard reads the same bytes, whichever runtime they come from' },
  outputs: largeOutputs,
  check: (seen) => expectHeldFor(seen, 'unscanned'),
});
