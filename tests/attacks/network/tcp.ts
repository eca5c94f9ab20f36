import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'a row by TCP to loopback and to a private address',
  expect: 'blocked',
  control: 'no network',
  act: 'network.tcp',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'tcp'),
});
