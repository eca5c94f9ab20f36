import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'a row in the payload of a ping',
  expect: 'blocked',
  control: 'no network',
  act: 'network.icmp',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'icmp'),
});
