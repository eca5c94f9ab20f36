import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'a root of its own choice',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.chroot',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
