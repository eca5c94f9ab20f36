/** What a step tells about itself beside its title. */
export interface StepReport {
  /** Adds a line below the step's title. */
  line(label: string, value: string): void;
  /** Adds gas that the step's transactions used. */
  gas(used: bigint): void;
  /** Replaces the text that stands beside the spinner while the step takes long. */
  progress(text: string): void;
}

/**
 * Prints steps as they happen: a spinner with elapsed seconds on a terminal, a plain line every ten seconds elsewhere, then one
 * line with time and gas and whatever the step told.
 *
 * @example
 * await narrator.step('order and lock the maximum', async (report) => { report.gas(receipt.gasUsed); });
 */
export function createNarrator(output: NodeJS.WriteStream) {
  const terminal = output.isTTY === true;
  const dim = (text: string) => (terminal ? `\u001b[2m${text}\u001b[0m` : text);
  const clearLine = () => {
    if (terminal) output.write('\r\u001b[2K');
  };

  async function step<Result>(title: string, run: (report: StepReport) => Promise<Result>): Promise<Result> {
    const started = performance.now();
    const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    const lines: [string, string][] = [];
    let gasUsed = 0n;
    let doing = '';
    let frame = 0;
    const spin = setInterval(
      () => {
        frame += 1;
        if (terminal)
          output.write(
            `\r\u001b[2K  ${'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'[frame % 10] ?? ''} ${title} ${dim(`${elapsed()} ${doing}`)}`,
          );
        else output.write(`  … ${title}: ${elapsed()} ${doing}\n`);
      },
      terminal ? 100 : 10_000,
    );
    spin.unref();
    try {
      const result = await run({
        line: (label, value) => lines.push([label, value]),
        gas: (used) => {
          gasUsed += used;
        },
        progress: (text) => {
          doing = text;
        },
      });
      clearLine();
      const gas = gasUsed > 0n ? `  ${gasUsed.toLocaleString('en')} gas` : '';
      output.write(`  ✓ ${title.padEnd(66)} ${elapsed().padStart(7)}${gas}\n`);
      const width = Math.max(0, ...lines.map(([label]) => label.length));
      for (const [label, value] of lines) output.write(dim(`      ${label.padEnd(width)}  ${value}\n`));
      return result;
    } catch (error) {
      clearLine();
      output.write(`  ✗ ${title.padEnd(66)} ${elapsed().padStart(7)}\n`);
      throw error;
    } finally {
      clearInterval(spin);
    }
  }

  return {
    step,
    heading: (text: string) => output.write(`\n${text}\n`),
    text: (text: string) => output.write(`  ${text}\n`),
  };
}

export type Narrator = ReturnType<typeof createNarrator>;
