import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';

const Said = z.object({ made: z.int(), end: z.string() });

export default attack({
  title: 'open files without end',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.descriptors',
  shares: 'places',
  check: (seen) => {
    const { made, end } = seen.said(Said);
    expect(made).toBeLessThan(256);
    expect(end).not.toBe('done');
    return `${made} descriptors, then ${end}`;
  },
});
