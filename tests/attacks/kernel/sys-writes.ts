import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { Answers, open, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: 'control groups and power under /sys, release_agent among them',
  expect: 'blocked',
  control: 'read-only places',
  act: 'kernel.sys_writes',
  shares: 'kernel',
  check: (seen) => {
    const answers = seen.said(Answers);
    expect(open(answers)).toEqual([]);
    return reasonsOf(answers);
  },
});
