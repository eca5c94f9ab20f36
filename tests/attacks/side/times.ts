import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

export default attack({
  title: 'bytes of a row as the times and the mode of an output',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'side.times',
  shares: 'side',
  outputs: everyOutput,
  check: async (seen) => {
    const outputs = await expectReleased(seen);
    // What leaves is a name and bytes: nothing carries a time or a mode.
    expect([...outputs].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['result.json', '{"ok":true}'],
    ]);
    return 'a name and eleven bytes leave, without times or modes';
  },
});
