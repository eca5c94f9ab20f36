import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';

export default attack({
  title: 'a socket under a declared name',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.unix_socket',
  shares: 'files',
  outputs: everyOutput,
  check: async (seen) => {
    // gVisor keeps both to itself: from outside there is nothing under that name, or a file without content.
    const found = await seen.left();
    expect(found.filter(({ type, size }) => type === 'file' && size > 0)).toEqual([]);
    const egress = await seen.egress();
    if (egress.kind === 'refused') expect(egress.reason).toBe('output_undeclared');
    else expect(egress.outputs).toEqual([]);
    return egress.kind === 'refused' ? `nothing leaves: ${egress.reason}` : 'it is not there from outside';
  },
});
