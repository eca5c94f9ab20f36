import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';

const Written = z.object({ written: z.int() });

export default attack({
  title: 'memory in a file without a name or a place',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.nameless',
  limits: { memoryBytes: 64 << 20 },
  check: (seen) => {
    // The run's own memory is what bounds it: the file grows to the largest size of any file, or the run ends.
    if (seen.end.outcome.kind === 'out_of_memory') return 'it is ended at its memory limit';
    expect(seen.said(Written).written).toBeLessThanOrEqual(64 << 20);
    return `${seen.said(Written).written >> 20} MiB, then refused`;
  },
});
