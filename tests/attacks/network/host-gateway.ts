import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'the host through the engine’s gateway, by address and by name',
  expect: 'blocked',
  control: 'no network',
  act: 'network.gateway',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'gateway'),
});
