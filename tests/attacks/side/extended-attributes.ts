import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { Answers, expectReleased, reasonsOf } from '../support/expectations.ts';

export default attack({
  title: 'a row as an extended attribute of an output',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'side.attributes',
  shares: 'side',
  outputs: everyOutput,
  check: async (seen) => {
    const outputs = await expectReleased(seen);
    expect([...outputs].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['result.json', '{"ok":true}'],
    ]);
    return `${reasonsOf(seen.said(Answers))}; a name and eleven bytes leave`;
  },
});
