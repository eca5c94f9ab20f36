import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'performance counters, which tell of others',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.perf',
  shares: 'kernel',
  check: (seen) => expectRefused(seen),
});
