import { attack } from '../support/attack.ts';
import { expect } from 'vitest';

export default attack({
  title: 'a log of a hundred megabytes',
  expect: 'blocked',
  control: 'resource limits',
  act: 'bombs.log',
  limits: { logBytes: 64 << 10 },
  check: (seen) => {
    expect(seen.end.outcome.kind).toBe('exited');
    expect(seen.log.length).toBeLessThanOrEqual(64 << 10);
    return `${seen.log.length >> 10} KiB are kept`;
  },
});
