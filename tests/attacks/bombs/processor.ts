import { attack } from '../support/attack.ts';
import { expect } from 'vitest';

export default attack({
  title: 'endless loops in several processes',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.processor',
  limits: { wallSeconds: 2, cpus: 0.5 },
  check: (seen) => {
    expect(seen.end.outcome.kind).toBe('timed_out');
    expect(seen.end.usage.wallSeconds).toBeLessThan(5);
    return `it is ended after ${seen.end.usage.wallSeconds.toFixed(1)} s`;
  },
});
