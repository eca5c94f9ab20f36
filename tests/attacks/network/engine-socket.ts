import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'the engine’s socket, where it usually is and wherever else one lies',
  expect: 'blocked',
  control: 'no network',
  act: 'network.engine',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'engine'),
});
