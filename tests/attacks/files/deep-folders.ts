import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

const Said = z.object({ made: z.int(), end: z.string() });

export default attack({
  title: 'thousands of folders within folders',
  expect: 'blocked',
  control: 'resource limits',
  act: 'files.deep',
  outputs: everyOutput,
  check: async (seen) => {
    const { made, end } = seen.said(Said);
    expect(made).toBeLessThan(24);
    expect(end).not.toBe('done');
    await expectNothingLeaves(seen, 'output_undeclared', 'output_invalid');
    return `${made} folders, then ${end}`;
  },
});
