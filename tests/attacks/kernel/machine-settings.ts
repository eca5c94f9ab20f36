import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'host name, clock, accounting, the kernel’s log, quotas',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.system',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
