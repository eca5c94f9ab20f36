import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'raw sockets of both families',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.raw_sockets',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
