import { z } from 'zod';

/** How many tests a suite ran. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numFailedTestSuites: z.int(),
  success: z.boolean(),
});

const VitestNames = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) }),
  ),
});

/** Names of the tests that a vitest run passed over; a name says what it needs to run. */
export function skippedIn(report: unknown): string[] {
  return VitestNames.parse(report)
    .testResults.flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'skipped' || status === 'pending')
    .map(({ fullName }) => fullName.trim());
}

const ForgeReport = z.record(
  z.string(),
  z.object({
    test_results: z.record(z.string(), z.object({ status: z.enum(['Success', 'Failure', 'Skipped']) })),
  }),
);

/** Counts of a vitest JSON report. A file that did not even load counts as one failure, so that nothing is lost in silence. */
export function tallyVitest(report: unknown): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, success } = VitestReport.parse(report);
  const failed = numFailedTests === 0 && !success ? 1 : numFailedTests;
  return { passed: numPassedTests, failed, skipped: numPendingTests };
}

/** Counts of `forge test --json`. */
export function tallyForge(report: unknown): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const contract of Object.values(ForgeReport.parse(report))) {
    for (const { status } of Object.values(contract.test_results)) {
      if (status === 'Success') tally.passed += 1;
      else if (status === 'Failure') tally.failed += 1;
      else tally.skipped += 1;
    }
  }
  return tally;
}

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
