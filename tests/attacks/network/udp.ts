import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'a row by UDP, also as a broadcast',
  expect: 'blocked',
  control: 'no network',
  act: 'network.udp',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'udp'),
});
