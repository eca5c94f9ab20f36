import { defaults } from './economics/assumptions.ts';
import { simulate } from './economics/simulate.ts';
import type { Report } from './report.ts';

export const description =
  'what each attack on the economy costs and gains, simulated with the contracts’ own rules';

/** Quoted by docs/economics.md, which a test compares with this. */
export function run(report: Report): Promise<void> {
  for (const { name, findings, boundedBy } of simulate(defaults)) {
    for (const { text, value, unit, bar } of findings) {
      report.figure({ name: `${name}: ${text}`, value, unit, ...(bar !== undefined && { bar }) });
    }
    report.note(`${name}, bounded by: ${boundedBy}.`);
  }
  return Promise.resolve();
}
