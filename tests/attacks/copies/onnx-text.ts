import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'rows as documentation of an ONNX model and in a field nobody knows',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.onnx_text',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 30),
});
