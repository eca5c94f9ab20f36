import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { everyOutput } from '../support/declared.ts';
import type { Egress } from '../support/egress.ts';

const contentOf = (egress: Egress) =>
  egress.kind === 'checked'
    ? egress.outputs.map(({ bytes }) => Buffer.from(bytes).toString()).join()
    : undefined;

export default attack({
  title: 'a child that outlives the run and changes the output after it was looked at',
  expect: 'blocked',
  control: 'declared outputs',
  act: 'files.changing',
  outputs: everyOutput,
  check: async (seen) => {
    expect(seen.end.outcome).toEqual({ kind: 'exited', code: 0 });
    const first = await seen.egress();
    const second = await seen.egress();
    // Nobody writes any more, so that what is looked at is what leaves; where the child was in time, its row is found.
    expect(JSON.stringify(contentOf(first))).toBe(JSON.stringify(contentOf(second)));
    if (first.kind === 'checked' && !contentOf(first)?.includes('"ok"'))
      expect(first.report.verdict).toBe('hold');
    return 'the container ends with its first process, and the outputs are still';
  },
});
