import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { Answers, open, reasonsOf } from '../support/expectations.ts';

/** Abstract sockets belong to a network namespace: this is how containerd's shims were once reached (CVE-2020-15257). */
export default attack({
  title: 'an abstract socket of a process of the host',
  expect: 'blocked',
  control: 'no network',
  act: 'network.abstract',
  shares: 'network',
  check: async (seen) => {
    const answers = seen.said(Answers);
    expect(open(answers)).toEqual([]);
    const { fromSandbox, fromOutside } = await seen.heard();
    expect(fromSandbox).toEqual([]);
    expect(fromOutside).toContainEqual(expect.objectContaining({ kind: 'abstract' }));
    return `${reasonsOf(answers)}; the test itself is heard`;
  },
});
