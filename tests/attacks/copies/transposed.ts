import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectHeldForRecords } from '../support/expectations.ts';

export default attack({
  title: 'column after column, as features of a model',
  expect: 'held',
  control: 'scan for records',
  act: 'copies.transposed',
  shares: 'copies',
  outputs: everyOutput,
  check: (seen) => expectHeldForRecords(seen, 30),
});
