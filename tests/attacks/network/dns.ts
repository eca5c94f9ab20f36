import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'a row in the name of a question to a resolver, also to the engine’s at 127.0.0.11',
  expect: 'blocked',
  control: 'no network',
  act: 'network.dns',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'dns'),
});
