import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'mounts, remounts of root and inputs, pivot_root',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.mount',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
