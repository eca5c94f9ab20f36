import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'the hypervisor by AF_VSOCK',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.vsock',
  shares: 'kernel',
  check: (seen) => expectRefused(seen, { closedOutside: true }),
});
