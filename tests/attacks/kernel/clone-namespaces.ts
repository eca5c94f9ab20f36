import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'new namespaces by clone',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.clone',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
