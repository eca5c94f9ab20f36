import { expect } from 'vitest';
import { z } from 'zod';
import { attack } from '../support/attack.ts';

const Said = z.object({ names: z.array(z.string()) });

export default attack({
  title: 'processes of the host or of a neighbour, to be seen or ended',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.processes',
  shares: 'kernel',
  check: (seen) => {
    const { names } = seen.said(Said);
    expect(names.filter((name) => !name.includes('/algorithm/attack.py'))).toEqual([]);
    return `it sees ${names.length} processes, all its own`;
  },
});
