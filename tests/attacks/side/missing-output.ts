import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';

export default jobAttack({
  title: 'a bit in whether an output is there',
  expect: 'limit',
  control: 'sealed status',
  act: 'missing',
  check: (seen) => {
    // One of a dozen reasons is told: at most a few bits for each job that the buyer pays for.
    return `${expectSealed(seen, { state: 'failed', reason: 'output_missing' })}: a few bits for each paid run`;
  },
});
