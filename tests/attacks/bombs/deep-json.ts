import { attack } from '../support/attack.ts';
import { largeOutputs } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'two hundred thousand brackets',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'bombs.deep_json',
  shares: 'guard-bombs',
  runtimes: { only: ['runc'], because: 'the guard reads the same bytes, whichever runtime they come from' },
  outputs: largeOutputs,
  check: (seen) => expectNothingLeaves(seen, 'output_invalid'),
});
