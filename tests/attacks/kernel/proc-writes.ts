import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { Answers, open, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: 'settings of the machine under /proc, core_pattern among them',
  expect: 'blocked',
  control: 'read-only places',
  act: 'kernel.proc_writes',
  shares: 'kernel',
  check: async (seen) => {
    const answers = seen.said(Answers);
    expect(open(answers)).toEqual([]);
    // A program named here would be run by the host, as root, whenever something crashes.
    expect(await readFile('/proc/sys/kernel/core_pattern', 'utf8')).not.toContain('|/atoll');
    return reasonsOf(answers);
  },
});
