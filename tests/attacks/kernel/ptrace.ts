import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'memory and registers of other processes',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.ptrace',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
