import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';

export default jobAttack({
  title: 'a row in the message of an exception',
  expect: 'blocked',
  control: 'sealed status',
  act: 'exception',
  check: (seen) => expectSealed(seen, { state: 'failed', reason: 'algorithm_exited_nonzero' }),
});
