import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';
import { expect } from 'vitest';

export default jobAttack({
  title: 'the signal by which it ends',
  expect: 'blocked',
  control: 'sealed status',
  act: 'signal',
  check: (seen) => {
    const told = expectSealed(seen, { state: 'failed', reason: 'algorithm_exited_nonzero' });
    expect(seen.asBuyer).not.toMatch(/SIG[A-Z]{3}|signal |"137"|: ?137\b/);
    return told;
  },
});
