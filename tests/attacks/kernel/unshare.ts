import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'new namespaces by unshare',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.unshare',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
