import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';
import { expect } from 'vitest';

export default jobAttack({
  title: 'a letter of a row as the exit code',
  expect: 'blocked',
  control: 'sealed status',
  act: 'exit_code',
  check: (seen) => {
    const told = expectSealed(seen, { state: 'failed', reason: 'algorithm_exited_nonzero' });
    // The word and the hint are those of every failure: no number, no signal.
    expect(seen.asBuyer).not.toMatch(/exit(ed)?[ _-]?(code|status)?"?:? ?\d/i);
    return told;
  },
});
