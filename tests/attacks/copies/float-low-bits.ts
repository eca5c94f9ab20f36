import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';
import { everyOutput } from '../support/declared.ts';
import { expectReleased } from '../support/expectations.ts';

const Numbers = z.object({ weights: z.array(z.number()) });

export default attack({
  title: 'two bytes of a row in the last bits of each number of JSON',
  expect: 'blocked',
  control: 'outputs are written anew',
  act: 'copies.low_bits',
  shares: 'copies',
  outputs: everyOutput,
  check: async (seen) => {
    const text = (await expectReleased(seen)).get('result.json')?.toString() ?? '';
    const numbers = Numbers.parse(JSON.parse(text)).weights;
    expect(numbers.length).toBeGreaterThan(1000);
    const digits = numbers.map(
      (number) =>
        String(number)
          .replace(/e.*$|[^0-9]/g, '')
          .replace(/^0+/, '').length,
    );
    expect(Math.max(...digits)).toBeLessThanOrEqual(6);
    // What was hidden there is gone: the last bits of what leaves are those of any rounded number.
    const bytes = Buffer.alloc(2 * numbers.length);
    const double = new DataView(new ArrayBuffer(8));
    numbers.forEach((number, index) => {
      double.setFloat64(0, number, true);
      bytes.writeUInt16LE(double.getUint16(0, true), 2 * index);
    });
    expect(bytes.toString('latin1')).not.toContain(seen.rows[0]);
    return `${numbers.length} numbers leave with six digits each, and nothing of the row`;
  },
});
