import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'AF_ALG, AF_KEY and AF_XDP',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.crypto_sockets',
  shares: 'kernel',
  check: (seen) => expectRefused(seen, { closedOutside: true }),
});
