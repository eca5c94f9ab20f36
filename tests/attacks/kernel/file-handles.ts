import { attack } from '../support/attack.ts';
import { expectRefused } from '../support/expectations.ts';

export default attack({
  title: 'files by handle, past every mount',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.handles',
  shares: 'kernel',
  check: (seen) => expectRefused(seen, { closedOutside: true }),
});
