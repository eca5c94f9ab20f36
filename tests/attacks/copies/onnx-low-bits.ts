import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

export default attack({
  title: 'four bits of content in each weight of a model that resembles nothing',
  expect: 'limit',
  control: 'budget of released bytes',
  act: 'copies.onnx_low_bits',
  shares: 'copies',
  outputs: everyOutput,
  check: async (seen) => {
    const model = (await expectReleased(seen)).get('model.onnx');
    // Nobody can tell such weights from others: what bounds them is what the manifest and the owner's budget let out.
    expect(model?.byteLength ?? Infinity).toBeLessThanOrEqual(1 << 20);
    return `${model?.byteLength} bytes leave unseen, counted against the budget; at most as many as were declared`;
  },
});
