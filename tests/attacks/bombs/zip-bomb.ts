import { attack } from '../support/attack.ts';
import { largeOutputs } from '../support/declared.ts';
import { expectHeldFor } from '../support/expectations.ts';

export default attack({
  title: 'archives of archives of archives, ten deep',
  expect: 'held',
  control: 'scan within bounds',
  act: 'bombs.zip_bomb',
  shares: 'guard-bombs',
  runtimes: { only: ['runc'], because: 'the guard reads the same bytes, whichever runtime they come from' },
  outputs: largeOutputs,
  check: (seen) => expectHeldFor(seen, 'unscanned'),
});
