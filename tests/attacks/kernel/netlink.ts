import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'network and firewall by AF_NETLINK',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.netlink',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
