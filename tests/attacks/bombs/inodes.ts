import { expect } from 'vitest';
import { z } from 'zod';
import { attack } from '../support/attack.ts';

const Said = z.object({ made: z.int(), end: z.string() });

export default attack({
  title: 'empty files in scratch until nothing more goes',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.inodes',
  runtimes: { only: ['runc'], because: 'gVisor keeps scratch within the memory of the run, which bounds it' },
  limits: { memoryBytes: 192 << 20 },
  check: (seen) => {
    const { made, end } = seen.said(Said);
    expect(made).toBeLessThanOrEqual(65_536);
    expect(end).not.toBe('done');
    return `${made} files, then ${end}`;
  },
});
