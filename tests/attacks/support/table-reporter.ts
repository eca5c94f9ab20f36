import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Told } from './tell.ts';

const headings = ['attack', 'runtime', 'what happened', 'verdict'] as const;
const widths = [34, 7, 74] as const;

/** Prints every attack as it ends, then how many got through; the tests beside them only where they fail. */
export default class TableReporter implements Reporter {
  readonly #counts = new Map<string, number>();
  #failed = 0;
  #skipped = 0;

  onTestRunStart(): void {
    this.#row(...headings);
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'skipped') this.#skipped += 1;
    const told: Told | undefined = test.meta().attack;
    if (result.state === 'failed') {
      this.#failed += 1;
      const verdict = told === undefined ? 'NOT TRIED' : 'GOT THROUGH';
      this.#row(told?.name ?? test.name, told?.runtime ?? '', told?.title ?? '', verdict);
      for (const error of result.errors ?? []) console.log(`    ${error.message.split('\n', 1)[0] ?? ''}`);
      return;
    }
    if (told === undefined) return;
    this.#counts.set(told.expect, (this.#counts.get(told.expect) ?? 0) + 1);
    this.#row(told.name, told.runtime, told.happened, told.expect);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly { message?: string | undefined }[]): void {
    const broken = [...modules.flatMap((module) => module.errors()), ...errors];
    for (const error of broken) console.log(`NOT TRIED ${error.message ?? ''}`);
    const sums = [...this.#counts].sort().map(([expect, count]) => `${count} ${expect}`);
    const failed = this.#failed + broken.length;
    const skipped = this.#skipped === 0 ? '' : `, ${this.#skipped} skipped (their reasons stand above)`;
    console.log(`\n${sums.join(', ')}${skipped}; ${failed} got through or could not be tried`);
  }

  #row(attack: string, runtime: string, happened: string, verdict: string): void {
    const cells = [attack, runtime, happened].map((cell, index) => {
      const width = widths[index] ?? 0;
      return (cell.length > width ? `${cell.slice(0, width - 1)}…` : cell).padEnd(width);
    });
    console.log([...cells, verdict].join('  '));
  }
}
