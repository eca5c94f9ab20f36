import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'a program or map in the kernel',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.bpf',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
