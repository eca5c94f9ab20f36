import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'page faults handled by itself, an aid of exploits',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.userfaultfd',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
