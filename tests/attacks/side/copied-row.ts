import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';

export default jobAttack({
  title: 'a row as the result itself',
  expect: 'held',
  control: 'scan for records',
  act: 'content',
  check: (seen) => expectSealed(seen, { state: 'output_review' }),
});
