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
    // The kernel ends the process that takes most: under gVisor that is the whole sandbox, elsewhere the first process, which only waits,
    // may outlive it and say so.
    const { outcome } = seen.end;
    if (outcome.kind === 'exited' && outcome.code === 0) expect(seen.said(Died)).toEqual({ died: 9 });
    else
      expect(outcome).toEqual(
        outcome.kind === 'exited' ? { kind: 'exited', code: 137 } : { kind: 'out_of_memory' },
      );
    expect(seen.end.usage.peakMemoryBytes).toBeLessThanOrEqual((64 + 64) << 20);
    return 'it is ended, and nothing else on the machine';
  },
});
