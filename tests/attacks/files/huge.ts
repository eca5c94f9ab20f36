import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

const Said = z.object({ written: z.int(), end: z.string() });

export default attack({
  title: 'as many bytes as go',
  expect: 'blocked',
  control: 'resource limits',
  act: 'files.huge',
  outputs: everyOutput,
  check: async (seen) => {
    const { written, end } = seen.said(Said);
    expect(written).toBeLessThanOrEqual(4 << 20);
    expect(end).not.toBe('done');
    await expectNothingLeaves(seen, 'output_too_large');
    return `${written >> 20} MiB, then ${end}`;
  },
});
