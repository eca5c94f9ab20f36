import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';

const Violations = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullish(),
    help: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

/** Finds nothing serious or critical on the page as it stands (axe-core, WCAG 2.2 A and AA and best practices). */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger, which the page's CSP does not hold back.
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((result) => JSON.parse(JSON.stringify(result.violations)))',
  );
  const serious = Violations.parse(found).filter(
    ({ impact }) => impact === 'serious' || impact === 'critical',
  );
  expect(
    serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`),
    page.url(),
  ).toEqual([]);
}
