import { jobAttack } from '../support/attack.ts';
import { expectSealed } from '../support/expect-sealed.ts';
import { expect } from 'vitest';
import { quantisedSeconds } from '@atoll/compute-provider/settlement/quantise';

export default jobAttack({
  title: 'a number in how long it takes',
  expect: 'limit',
  control: 'sealed status',
  act: 'duration',
  check: (seen) => {
    const told = expectSealed(seen, { state: 'released' });
    const seconds = [...seen.asBuyer.matchAll(/"(wallSeconds|cpuSeconds|computeSeconds)":([\d.]+)/g)].map(
      ([, , number]) => Number(number),
    );
    expect(seconds.length).toBeGreaterThan(0);
    expect(seconds.map(quantisedSeconds)).toEqual(seconds);
    // Times stand on whole seconds wherever the buyer reads them.
    expect(seen.asBuyer.match(/T\d\d:\d\d:\d\d\.(?!000Z)\d+/g) ?? []).toEqual([]);
    return `${told}; durations on a coarse grid, ${seconds.join(', ')} s, times on whole seconds`;
  },
});
