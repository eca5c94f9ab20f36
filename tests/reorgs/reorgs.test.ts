import { expect, test } from 'vitest';
import { fuzz } from '../support/reorgs/fuzz.ts';

/** A few of the runs that `npm run reorgs` does by the hundred; always the same ones, for a change is to be blamed on the change. */
const seed = 20787;

test.each([
  { runs: 5, ownProcess: 0, what: 'the writer in this process' },
  { runs: 1, ownProcess: 100, what: 'a process of its own' },
])(
  'after reorgs, lies of the RPC, kills and restarts every table equals that of a fresh mirror: $what',
  { timeout: 120_000 },
  async ({ runs, ownProcess }) => {
    const { tally, failure } = await fuzz({ runs, seed, ownProcess });
    expect(failure).toBeUndefined();
    expect(tally.runs).toBe(runs);
    // What the runs are for really came about.
    expect(tally.reorgs).toBeGreaterThan(0);
    expect(tally.deepest).toBeGreaterThan(10);
    expect(tally.kills).toBeGreaterThan(0);
    expect(tally.lies.size).toBeGreaterThan(0);
    expect(tally.events.size).toBeGreaterThan(40);
  },
);
