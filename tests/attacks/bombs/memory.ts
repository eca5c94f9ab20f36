import { expect } from 'vitest';
import { z } from 'zod';
import { attack } from '../support/attack.ts';

const Died = z.object({ died: z.int() });

export default attack({
  title: 'memory without end',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.memory',
  limits: { memoryBytes: 64 << 20 },
  check: (seen) => {
    // The kernel ends the process that takes most; the first one, which only waits for it, may outlive it.
    if (seen.end.outcome.kind !== 'out_of_memory') expect(seen.said(Died)).toEqual({ died: 9 });
    expect(seen.end.usage.peakMemoryBytes).toBeLessThanOrEqual((64 + 64) << 20);
    return 'it is ended, and nothing else on the machine';
  },
});
