import { expect, test } from 'vitest';
import { add, skippedIn, tallyForge, tallyVitest } from './tally.ts';

const report = (input: { passed: number; failed: number; pending?: number; success: boolean }) => ({
  numPassedTests: input.passed,
  numFailedTests: input.failed,
  numPendingTests: input.pending ?? 0,
  numFailedTestSuites: 0,
  success: input.success,
});

test('a vitest run counts what its report says', () => {
  expect(tallyVitest(report({ passed: 3, failed: 1, pending: 2, success: false }))).toEqual({
    passed: 3,
    failed: 1,
    skipped: 2,
  });
});

test('a file that did not load counts as a failure, not as nothing', () => {
  expect(tallyVitest(report({ passed: 3, failed: 0, success: false })).failed).toBe(1);
});

test('what was skipped is named', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'runs' },
    { status: 'skipped', fullName: ' needs KUBO_URL ' },
  ];
  expect(skippedIn({ testResults: [{ assertionResults }] })).toEqual(['needs KUBO_URL']);
});

test('a forge run counts each test of each contract', () => {
  const results = { a: { status: 'Success' }, b: { status: 'Failure' }, c: { status: 'Skipped' } };
  const tally = tallyForge({
    'A.t.sol:A': { test_results: results },
    'B.t.sol:B': { test_results: results },
  });
  expect(tally).toEqual({ passed: 2, failed: 2, skipped: 2 });
  expect(add(tally, tally)).toEqual({ passed: 4, failed: 4, skipped: 4 });
});
