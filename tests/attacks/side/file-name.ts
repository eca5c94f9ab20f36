import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';

export default jobAttack({
  title: 'a row as the name of a file beside the result',
  expect: 'blocked',
  control: 'sealed status',
  act: 'file_name',
  check: (seen) => expectSealed(seen, { state: 'failed', reason: 'output_undeclared' }),
});
