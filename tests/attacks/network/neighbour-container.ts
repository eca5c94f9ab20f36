import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'a container beside it, by address and by abstract socket',
  expect: 'blocked',
  control: 'no network',
  act: 'network.neighbour',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'neighbour'),
});
