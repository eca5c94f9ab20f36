import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'other namespaces by setns',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.setns',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
