import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'a ring that works past the seccomp filter',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.io_uring',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
