import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'modules, another kernel, swap, I/O ports',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.modules',
  shares: 'kernel',
  check: (seen) => expectRefused(seen, { closedOutside: true }),
});
