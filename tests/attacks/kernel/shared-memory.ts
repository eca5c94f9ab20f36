import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'System V and POSIX queues',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.shared_memory',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
