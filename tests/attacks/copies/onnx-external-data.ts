import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectNothingLeaves } from '../support/expectations.ts';

export default attack({
  title: 'a tensor that lies in a file, which a loader opens on the buyer’s machine',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'copies.onnx_external',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectNothingLeaves(seen, 'output_invalid'),
});
