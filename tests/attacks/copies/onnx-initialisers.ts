import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'rows as the weights of an ONNX model, as float and as double',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.onnx_initialisers',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 50),
});
