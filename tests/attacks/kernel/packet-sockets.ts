import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'frames by AF_PACKET',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.packet_sockets',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
