import { attack } from '../support/attack.ts';
import { expectUnheard } from '../support/expectations.ts';

export default attack({
  title: 'credentials from 169.254.169.254',
  expect: 'blocked',
  control: 'no network',
  act: 'network.metadata',
  shares: 'network',
  check: (seen) => expectUnheard(seen, 'metadata'),
});
