import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

const Said = z.object({ made: z.int(), end: z.string() });

export default attack({
  title: 'millions of files',
  expect: 'blocked',
  control: 'resource limits',
  act: 'files.many',
  outputs: everyOutput,
  check: async (seen) => {
    const { made, end } = seen.said(Said);
    expect(made).toBeLessThanOrEqual(24);
    expect(end).not.toBe('done');
    expect((await seen.left()).length).toBeLessThanOrEqual(24);
    await expectNothingLeaves(seen, 'output_undeclared');
    return `${made} files, then ${end}`;
  },
});
