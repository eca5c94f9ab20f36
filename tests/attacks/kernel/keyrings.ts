import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'the kernel’s keyrings, which no namespace parts',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.keys',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
