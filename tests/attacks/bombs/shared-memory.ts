import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';

const Written = z.record(z.string(), z.int());

export default attack({
  title: 'memory in files of /dev/shm and scratch',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.shared_memory',
  shares: 'places',
  check: (seen) => {
    const written = seen.said(Written);
    for (const bytes of Object.values(written)) expect(bytes).toBeLessThanOrEqual(8 << 20);
    return `at most ${Math.max(...Object.values(written)) >> 20} MiB in each`;
  },
});
