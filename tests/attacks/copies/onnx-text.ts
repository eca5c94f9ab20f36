import { expect } from 'vitest';
import { attack } from '../support/attack.ts';
import { everyOutput } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

export default attack({
  title: 'rows as documentation of an ONNX model and in a field nobody knows',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'copies.onnx_text',
  shares: 'copies',
  outputs: everyOutput,
  check: async (seen) => {
    const model = (await expectReleased(seen)).get('model.onnx');
    expect(model?.byteLength ?? Infinity).toBeLessThan(300);
    expect(model?.toString('latin1')).not.toContain(seen.rows[0]);
    return `${model?.byteLength} bytes leave: neither descriptions nor unknown fields`;
  },
});
