import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'a row over IPv6: loopback, a unique local and a mapped address',
  expect: 'blocked',
  control: 'no network',
  act: 'network.ipv6',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'ipv6'),
});
