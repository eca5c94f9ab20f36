import { expect } from 'vitest';
import { z } from 'zod';
import { attack } from '../support/attack.ts';

const Said = z.object({ left: z.array(z.string()), core: z.string() });

export default attack({
  title: 'a core file with everything that was read',
  expect: 'blocked',
  control: 'resource limits',
  act: 'kernel.core_pattern',
  shares: 'kernel',
  check: async (seen) => {
    expect(seen.said(Said)).toEqual({ left: [], core: 'no core' });
    expect(await seen.left()).toEqual([]);
    return 'it crashes and leaves no core';
  },
});
