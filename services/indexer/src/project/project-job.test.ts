import { expect, test } from 'vitest';
import { takenFromCredit } from './project-job.ts';

test.each([
  [{ credited: 100n, withdrawn: 0n, spent: 0n }, 60n, 60n],
  [{ credited: 100n, withdrawn: 70n, spent: 10n }, 60n, 0n],
  [{ credited: 0n, withdrawn: 0n, spent: 0n }, 60n, 0n],
  [{ credited: 60n, withdrawn: 0n, spent: 0n }, 60n, 60n],
])('of a credit %o an order of %i takes %i', (before, maximum, taken) => {
  expect(takenFromCredit(before, maximum)).toBe(taken);
});
