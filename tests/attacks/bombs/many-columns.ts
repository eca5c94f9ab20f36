import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { largeOutputs } from '../support/declared.ts';

export default attack({
  title: 'a table of two hundred thousand columns',
  expect: 'limit',
  control: 'scan within bounds',
  act: 'bombs.many_columns',
  shares: 'guard-bombs',
  runtimes: { only: ['runc'], because: 'the guard reads the same bytes, whichever runtime they come from' },
  outputs: largeOutputs,
  check: async (seen) => {
    const before = performance.now();
    const egress = await seen.egress();
    const seconds = (performance.now() - before) / 1000;
    expect(seconds).toBeLessThan(90);
    return `${egress.kind === 'refused' ? egress.reason : egress.report.verdict} after ${seconds.toFixed(1)} s`;
  },
});
