import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { Answers, open, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: 'USER 0, and calls to become root',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'image.become_root',
  shares: 'images',
  check: (seen) => {
    expect(open(seen.said(Answers))).toEqual([]);
    return reasonsOf(seen.said(Answers));
  },
});
