import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';

export default jobAttack({
  title: 'a row on stdout',
  expect: 'blocked',
  control: 'sealed status',
  act: 'stdout',
  check: (seen) => expectSealed(seen, { state: 'released' }),
});
